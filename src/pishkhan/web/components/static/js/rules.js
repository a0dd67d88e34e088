// Show and require rules, as intake/logic/rules.py evaluates them on the server.
// Both are held to tests/intake/logic/rule_vectors.json.

const GAPS = /[\u066c,\u060c \u00a0]/g;
const EDGES = /^[ \t\n\r\u00a0\u200c\ufeff]+|[ \t\n\r\u00a0\u200c\ufeff]+$/g;
const NUMBER = /^-?[0-9]{1,18}(\.[0-9]{1,18})?$/;
const DIGITS = /[\u06f0-\u06f9\u0660-\u0669]/g;

const plain = (text) =>
  text.replace(DIGITS, (digit) => String(digit.charCodeAt(0) & 0xf)).replace(EDGES, "");

function number(value) {
  if (typeof value === "number") return value;
  if (typeof value !== "string") return null;
  const text = plain(value).replace(GAPS, "").replace(/\u066b/g, ".");
  return NUMBER.test(text) ? Number(text) : null;
}

function same(value, wanted) {
  if (Array.isArray(value)) return value.some((each) => same(each, wanted));
  if (typeof value === "boolean" || typeof wanted === "boolean") return value === wanted;
  if (typeof value === "string" && typeof wanted === "string") return plain(value) === plain(wanted);
  const left = number(value);
  return left !== null && left === number(wanted);
}

function filled(value) {
  if (typeof value === "string") return plain(value) !== "";
  if (Array.isArray(value)) return value.some(filled);
  return value !== null && value !== undefined && value !== false;
}

function ordered(test) {
  return (value, wanted) => {
    const [left, right] = [number(value), number(wanted)];
    return left !== null && right !== null && test(left, right);
  };
}

const TESTS = {
  is: same,
  in: (value, wanted) => wanted.some((each) => same(value, each)),
  filled: (value, wanted) => filled(value) === wanted,
  gt: ordered((a, b) => a > b),
  lt: ordered((a, b) => a < b),
  ge: ordered((a, b) => a >= b),
  le: ordered((a, b) => a <= b),
};

/** Whether the rule holds for the answers (field key → string, number, boolean or list of strings). */
export function evaluate(rule, answers) {
  if (rule === null || typeof rule !== "object" || Array.isArray(rule)) return false;
  if ("all" in rule) return rule.all.every((part) => evaluate(part, answers));
  if ("any" in rule) return rule.any.some((part) => evaluate(part, answers));
  if ("not" in rule) return !evaluate(rule.not, answers);
  const value = Object.hasOwn(answers, rule.field) ? answers[rule.field] : null;
  const named = Object.keys(rule).filter((name) => Object.hasOwn(TESTS, name));
  return named.length > 0 && named.every((name) => TESTS[name](value, rule[name]));
}
