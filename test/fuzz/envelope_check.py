"""Read by Schemathesis: whatever is refused is refused in the envelope, or in the form of SCIM or GraphQL."""

import schemathesis


@schemathesis.check
def envelope(ctx, response, case):
    if response.status_code < 400:
        return
    try:
        told = response.json()
    except ValueError:
        raise AssertionError("a refusal is no JSON") from None
    if "/scim/v2/" in case.path and "schemas" in told:
        assert told["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"]
        return
    if case.path.endswith("/graphql") and "errors" in told:
        assert told["errors"] and all(error["message"] for error in told["errors"]), "a refusal says nothing"
        assert told.get("data") is None, "a refusal has data"
        return
    assert isinstance(told.get("status"), dict), "a refusal has no envelope"
    status = told["status"]
    assert status["code"] == response.status_code, "the envelope has another status than the answer"
    assert status["is_success"] is False, "a refusal says that it is a success"
    assert status["user_message"], "a refusal says nothing"
