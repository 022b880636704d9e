"""The claims of GitHub runs, and which of them may deploy and plan."""

MAIN = "refs/heads/main"

DEPLOY = {
    "aud": "sts.amazonaws.com",
    "sub": "repo:acme/anthill:environment:dev",
    "repository_id": "22",
    "environment": "dev",
    "ref": MAIN,
    "job_workflow_ref": f"acme/anthill/.github/workflows/_stage.yml@{MAIN}",
}
PLAN = {
    **DEPLOY,
    "sub": "repo:acme/anthill:environment:dev-plan",
    "environment": "dev-plan",
    "ref": "refs/pull/7/merge",
    "job_workflow_ref": "acme/anthill/.github/workflows/plan.yml@refs/pull/7/merge",
}
DRIFT = {
    **DEPLOY,
    "sub": "repo:acme/anthill:environment:dev-drift",
    "environment": "dev-drift",
    "job_workflow_ref": f"acme/anthill/.github/workflows/drift.yml@{MAIN}",
}
TELL = {
    **DEPLOY,
    "sub": "repo:acme/anthill:environment:dev-notify",
    "environment": "dev-notify",
    "job_workflow_ref": f"acme/anthill/.github/workflows/notify.yml@{MAIN}",
}
NEW_DEPLOY_SUBJECT = "repo:acme@11/anthill@22:environment:dev"
NEW_TELL_SUBJECT = "repo:acme@11/anthill@22:environment:dev-notify"
NEW_PLAN_SUBJECT = "repo:acme@11/anthill@22:environment:dev-plan"

CASES = {
    # what the run is: (claims, may deploy, may plan); who may tell is a table of its own
    "deploy on main": (DEPLOY, True, False),
    "deploy on main, new subject": ({**DEPLOY, "sub": NEW_DEPLOY_SUBJECT}, True, False),
    "plan of a pull request": (PLAN, False, True),
    "plan of a pull request, new subject": ({**PLAN, "sub": NEW_PLAN_SUBJECT}, False, True),
    "plan on main": (
        {**PLAN, "ref": MAIN, "job_workflow_ref": f"acme/anthill/.github/workflows/plan.yml@{MAIN}"},
        False,
        True,
    ),
    "drift on main": (DRIFT, False, True),
    "drift changed by a pull request": (
        {
            **DRIFT,
            "ref": "refs/pull/7/merge",
            "job_workflow_ref": "acme/anthill/.github/workflows/drift.yml@refs/pull/7/merge",
        },
        False,
        False,
    ),
    "drift where pull requests are planned": (
        {**PLAN, "ref": MAIN, "job_workflow_ref": DRIFT["job_workflow_ref"]},
        False,
        False,
    ),
    "a plan where nobody reviews": (
        {**DRIFT, "ref": PLAN["ref"], "job_workflow_ref": PLAN["job_workflow_ref"]},
        False,
        False,
    ),
    "notification on main": (TELL, False, False),
    "pull request without environment": (
        {**PLAN, "sub": "repo:acme/anthill:pull_request", "environment": ""},
        False,
        False,
    ),
    "pull request that calls the deploy workflow": (
        {**DEPLOY, "ref": "refs/pull/7/merge", "job_workflow_ref": DEPLOY["job_workflow_ref"]},
        False,
        False,
    ),
    "pull request that changes the deploy workflow": (
        {
            **DEPLOY,
            "ref": "refs/pull/7/merge",
            "job_workflow_ref": "acme/anthill/.github/workflows/_stage.yml@refs/pull/7/merge",
        },
        False,
        False,
    ),
    "fork, same names": ({**DEPLOY, "repository_id": "99"}, False, False),
    "fork, its own names": (
        {**DEPLOY, "repository_id": "99", "sub": "repo:mallory/anthill:environment:dev"},
        False,
        False,
    ),
    "repository renamed to ours": (
        {**DEPLOY, "sub": "repo:acme@66/anthill@77:environment:dev"},
        False,
        False,
    ),
    "deploy of another environment": (
        {**DEPLOY, "environment": "prod", "sub": "repo:acme/anthill:environment:prod"},
        False,
        False,
    ),
    "environment claim and subject disagree": ({**DEPLOY, "environment": "prod"}, False, False),
    "plan environment, deploy workflow": (
        {**PLAN, "job_workflow_ref": DEPLOY["job_workflow_ref"]},
        False,
        False,
    ),
    "another workflow": (
        {**DEPLOY, "job_workflow_ref": f"acme/anthill/.github/workflows/other.yml@{MAIN}"},
        False,
        False,
    ),
    "workflow of another repository": (
        {**DEPLOY, "job_workflow_ref": f"mallory/anthill/.github/workflows/_stage.yml@{MAIN}"},
        False,
        False,
    ),
    "feature branch": ({**DEPLOY, "ref": "refs/heads/feature"}, False, False),
    "tag": ({**DEPLOY, "ref": "refs/tags/v1"}, False, False),
    "branch that begins like main": ({**DEPLOY, "ref": "refs/heads/main2"}, False, False),
    "another audience": ({**DEPLOY, "aud": "https://github.com/acme"}, False, False),
    "no audience": ({key: value for key, value in DEPLOY.items() if key != "aud"}, False, False),
    "no repository id": (
        {key: value for key, value in DEPLOY.items() if key != "repository_id"},
        False,
        False,
    ),
    "no workflow": ({key: value for key, value in DEPLOY.items() if key != "job_workflow_ref"}, False, False),
}
