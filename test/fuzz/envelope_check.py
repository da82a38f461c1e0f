"""Read by Schemathesis: whatever is refused is refused in the envelope."""

import schemathesis


@schemathesis.check
def envelope(ctx, response, case):
    if response.status_code < 400:
        return
    told = response.json()
    if "/scim/v2/" in case.path:
        assert told["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"]
        return
    status = told["status"]
    assert status["code"] == response.status_code, "the envelope has another status than the answer"
    assert status["is_success"] is False, "a refusal says that it is a success"
    assert status["user_message"], "a refusal says nothing"
