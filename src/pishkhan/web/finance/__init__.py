"""The room of those who keep the accounts: terminals, subjects, payments, refunds, reports, the balance."""
