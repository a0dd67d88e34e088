import pickle

from pishkhan.kernel.errors import DomainError, Invalid


def test_a_domain_error_reads_as_its_code() -> None:
    error = DomainError("money.too_large", maximum=5)
    assert (str(error), error.code, error.params) == ("money.too_large", "money.too_large", {"maximum": 5})


def test_an_invalid_value_is_a_domain_error() -> None:
    assert issubclass(Invalid, DomainError)


def test_a_domain_error_shows_its_parameters_to_developers() -> None:
    assert repr(Invalid("iban.length", length=24)) == "Invalid('iban.length', length=24)"


def test_a_domain_error_survives_a_process_boundary() -> None:
    copy = pickle.loads(pickle.dumps(Invalid("iban.length", length=24)))
    assert (type(copy), copy.code, copy.params) == (Invalid, "iban.length", {"length": 24})
