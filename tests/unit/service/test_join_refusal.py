import pytest

from pulsemeter.service.join_refusal import JoinRefusal, JoinRefused


@pytest.mark.parametrize("reason", list(JoinRefusal))
def test_every_refusal_says_what_is_wrong_and_what_to_do(reason):
    refused = JoinRefused(reason)
    assert refused.message.endswith(".")
    assert refused.remedy.endswith(".")
    assert str(refused) == f"{refused.message} {refused.remedy}"
