"""What the database itself sees to: the ledger balances and is never rewritten, no due falls below nothing, what an
attempt was made for never changes, and a posted one has its posting."""

from django.db import migrations

FORWARD = """
CREATE SEQUENCE payments_order_no START 100000001;

-- Entries from before the ledger.
INSERT INTO payments_account (institution_id, kind, ref)
    SELECT DISTINCT d.institution_id, 'student', n.person_id FROM payments_due d
        JOIN identity_enrolment n ON n.id = d.enrolment_id
    UNION SELECT DISTINCT institution_id, 'income', office_id FROM payments_due
    UNION SELECT DISTINCT institution_id, 'elsewhere', office_id FROM payments_due;
INSERT INTO payments_posting (institution_id, source, kind, day, actor_id, at)
    SELECT d.institution_id, 'entry:' || e.id, 'due', (e.at AT TIME ZONE 'Asia/Tehran')::date, e.actor_id, e.at
    FROM payments_dueentry e JOIN payments_due d ON d.id = e.due_id;
INSERT INTO payments_line (posting_id, account_id, amount)
    SELECT p.id, a.id, CASE a.kind WHEN 'student' THEN e.amount ELSE -e.amount END
    FROM payments_dueentry e JOIN payments_due d ON d.id = e.due_id
        JOIN identity_enrolment n ON n.id = d.enrolment_id
        JOIN payments_posting p ON p.source = 'entry:' || e.id AND p.institution_id = d.institution_id
        JOIN payments_account a ON a.institution_id = d.institution_id AND (
            (a.kind = 'student' AND a.ref = n.person_id)
            OR (a.kind = CASE e.kind WHEN 'evidence' THEN 'elsewhere' ELSE 'income' END AND a.ref = d.office_id));

CREATE TRIGGER attempt_event_append_only BEFORE UPDATE OR DELETE ON payments_attemptevent
    FOR EACH ROW EXECUTE FUNCTION pk_append_only();
CREATE TRIGGER posting_append_only BEFORE UPDATE OR DELETE ON payments_posting
    FOR EACH ROW EXECUTE FUNCTION pk_append_only();
CREATE TRIGGER line_append_only BEFORE UPDATE OR DELETE ON payments_line
    FOR EACH ROW EXECUTE FUNCTION pk_append_only();
CREATE TRIGGER due_stays BEFORE DELETE ON payments_due
    FOR EACH ROW EXECUTE FUNCTION pk_append_only();
CREATE TRIGGER attempt_stays BEFORE DELETE ON payments_attempt
    FOR EACH ROW EXECUTE FUNCTION pk_append_only();

CREATE FUNCTION pk_posting_balances() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE which bigint; total numeric; lines integer;
BEGIN
    IF TG_TABLE_NAME = 'payments_line' THEN which := NEW.posting_id; ELSE which := NEW.id; END IF;
    SELECT coalesce(sum(amount), 0), count(*) INTO total, lines FROM payments_line WHERE posting_id = which;
    IF total <> 0 OR lines < 2 THEN
        RAISE EXCEPTION 'posting % does not balance: % in % lines', which, total, lines
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER posting_balances AFTER INSERT ON payments_posting DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION pk_posting_balances();
CREATE CONSTRAINT TRIGGER line_balances AFTER INSERT ON payments_line DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION pk_posting_balances();

CREATE FUNCTION pk_due_not_below_nothing() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE owed numeric;
BEGIN
    SELECT coalesce(sum(amount), 0) INTO owed FROM payments_dueentry WHERE due_id = NEW.due_id;
    IF owed < 0 THEN
        RAISE EXCEPTION 'due % would be owed % rials', NEW.due_id, owed USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER due_not_below_nothing AFTER INSERT ON payments_dueentry DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION pk_due_not_below_nothing();

CREATE FUNCTION pk_attempt_keeps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.amount, NEW.order_no, NEW.terminal_id, NEW.gateway, NEW.subject_id, NEW.person_id, NEW.key, NEW.word,
        NEW.institution_id, NEW.shares, NEW.identifier)
       IS DISTINCT FROM
       (OLD.amount, OLD.order_no, OLD.terminal_id, OLD.gateway, OLD.subject_id, OLD.person_id, OLD.key, OLD.word,
        OLD.institution_id, OLD.shares, OLD.identifier)
       OR NEW.due_id IS DISTINCT FROM OLD.due_id
       OR (OLD.token IS NOT NULL AND NEW.token IS DISTINCT FROM OLD.token)
       OR (OLD.posted_at IS NOT NULL AND NEW.posted_at IS DISTINCT FROM OLD.posted_at)
       OR (OLD.posted_at IS NOT NULL AND NEW.receipt_ref IS DISTINCT FROM OLD.receipt_ref)
       OR NEW.refunded < OLD.refunded THEN
        RAISE EXCEPTION 'attempt % keeps what it was made for', OLD.order_no USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.posted_at IS NOT NULL AND NEW.state NOT IN ('posted', 'refund_pending', 'refunded') THEN
        RAISE EXCEPTION 'attempt % is posted and cannot become %', OLD.order_no, NEW.state
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER attempt_keeps BEFORE UPDATE ON payments_attempt
    FOR EACH ROW EXECUTE FUNCTION pk_attempt_keeps();

CREATE FUNCTION pk_attempt_in_ledger() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE taken numeric; back numeric; ours numeric;
BEGIN
    SELECT coalesce(sum(l.amount), 0) INTO taken FROM payments_line l JOIN payments_posting p ON p.id = l.posting_id
        JOIN payments_account a ON a.id = l.account_id WHERE p.attempt_id = NEW.id AND a.kind = 'terminal';
    SELECT coalesce(sum(amount), 0) INTO back FROM payments_refund WHERE attempt_id = NEW.id AND state = 'approved';
    SELECT CASE WHEN posted_at IS NULL THEN 0 ELSE amount - refunded END INTO ours
        FROM payments_attempt WHERE id = NEW.id;
    IF back <> (SELECT refunded FROM payments_attempt WHERE id = NEW.id) OR taken <> ours THEN
        RAISE EXCEPTION 'attempt %: ledger % refunds %', NEW.order_no, taken, back USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER attempt_in_ledger AFTER UPDATE OF state, posted_at, refunded ON payments_attempt
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION pk_attempt_in_ledger();
"""
BACKWARD = """
DROP TRIGGER attempt_in_ledger ON payments_attempt;
DROP FUNCTION pk_attempt_in_ledger();
DROP TRIGGER attempt_keeps ON payments_attempt;
DROP FUNCTION pk_attempt_keeps();
DROP TRIGGER due_not_below_nothing ON payments_dueentry;
DROP FUNCTION pk_due_not_below_nothing();
DROP TRIGGER line_balances ON payments_line;
DROP TRIGGER posting_balances ON payments_posting;
DROP FUNCTION pk_posting_balances();
DROP TRIGGER attempt_stays ON payments_attempt;
DROP TRIGGER due_stays ON payments_due;
DROP TRIGGER line_append_only ON payments_line;
DROP TRIGGER posting_append_only ON payments_posting;
DROP TRIGGER attempt_event_append_only ON payments_attemptevent;
DROP SEQUENCE payments_order_no;
"""


class Migration(migrations.Migration):
    dependencies = [("payments", "0003_money")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
