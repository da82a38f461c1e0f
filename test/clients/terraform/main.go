// Makes, reads, changes and deletes one of each thing with the Terraform provider's own client, and prints a line of JSON for each deed.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strconv"

	dbt "github.com/dbt-labs/terraform-provider-dbtcloud/pkg/dbt_cloud"
)

type line struct {
	What  string `json:"what"`
	Error string `json:"error,omitempty"`
	Data  any    `json:"data,omitempty"`
}

// A failed deed is printed and ends nothing: one run tells all that is wrong.
func say(what string, data any, err error) {
	out := line{What: what, Data: data}
	if err != nil {
		out.Error = err.Error()
		out.Data = nil
	}
	text, problem := json.Marshal(out)
	if problem != nil {
		text, _ = json.Marshal(line{What: what, Error: problem.Error()})
	}
	fmt.Println(string(text))
}

func must[T any](what string, data T, err error) T {
	say(what, data, err)
	if err != nil {
		os.Exit(1)
	}
	return data
}

func text(id *int) string { return strconv.Itoa(*id) }

func to[T any](value T) *T { return &value }

func main() {
	account, err := strconv.ParseInt(os.Args[1], 10, 64)
	if err != nil {
		panic(err)
	}
	host, token := os.Getenv("DBT_CLOUD_HOST_URL"), os.Getenv("DBT_CLOUD_TOKEN")
	client, err := dbt.NewClient(&account, &token, &host, to(0), to(1), nil, false, to(30))
	must("client", account, err)

	say2("connected user", client.GetConnectedUser)
	say2("users", client.GetUsers)

	project := makeProject(client)
	connection, credential := makeWarehouse(client, *project.ID)
	attributes := makeAttributes(client, *project.ID)
	environment := makeEnvironment(client, *project.ID, int(connection), credential, attributes)
	job := makeJob(client, *project.ID, *environment.ID)
	variables(client, *project.ID, environment.Name, *job.ID)
	repository := makeRepository(client, text(project.ID), *project.ID)
	tokens(client, *project.ID)
	groups(client, *project.ID)
	licences(client)
	webhooks(client, *job.ID)
	notifications(client, *job.ID)
	profiles(client, *project.ID, int(connection), credential)
	ipRules(client)
	runs(client, *job.ID)
	gone, err := client.DeleteRepository(repository, text(project.ID))
	say("repository deleted", gone, err)
	takeApart(client, *project.ID, *environment.ID, *job, credential, connection, attributes)
}

func say2[T any](what string, ask func() (T, error)) {
	data, err := ask()
	say(what, data, err)
}

func makeProject(client *dbt.Client) *dbt.Project {
	made, err := client.CreateProject("Terraformed", "by code", "", 0)
	project := must("project created", made, err)
	read, err := client.GetProject(text(project.ID))
	say("project read", read, err)
	byName, err := client.GetProjectByName("Terraformed")
	say("project by name", byName, err)
	read.Description = "changed by code"
	changed, err := client.UpdateProject(text(project.ID), *read)
	say("project changed", changed, err)
	return project
}

func makeWarehouse(client *dbt.Client, project int) (int64, int) {
	postgres := dbt.NewGlobalConnectionClient[dbt.PostgresConfig](client)
	config := dbt.PostgresConfig{HostName: to("127.0.0.1"), Port: to(int64(5432))}
	config.DBName.Set("shop")
	common, kept, err := postgres.Create(dbt.GlobalConnectionCommon{Name: to("Terraformed warehouse")}, config)
	must("connection created", kept, err)
	read, kept, err := postgres.Get(*common.ID)
	say("connection read", map[string]any{"common": read, "config": kept}, err)
	_, kept, err = postgres.Update(*common.ID, dbt.GlobalConnectionCommon{Name: to("Renamed warehouse")}, dbt.PostgresConfig{Port: to(int64(5433))})
	say("connection changed", kept, err)
	say2("connections", client.GetAllConnections)
	adapter, err := client.GetGlobalConnectionAdapter(*common.ID)
	say("connection adapter", adapter, err)
	encryptions, err := postgres.GetEncryptionsForConnection(*common.ID)
	say("connection encryptions", encryptions, err)

	made, err := client.CreatePostgresCredential(project, true, "postgres", "terraformed", "default", "robot", "hidden-password", 4)
	credential := must("credential created", made, err)
	asRead, err := client.GetPostgresCredential(project, *credential.ID)
	say("credential read", asRead, err)
	asRead.Default_Schema = "terraformed_too"
	changed, err := client.UpdatePostgresCredential(project, *credential.ID, *asRead)
	say("credential changed", changed, err)
	snowflake, err := client.CreateSnowflakeCredential(project, "snowflake", true, "db", "role", "wh", "schema", "robot", "hidden-password", "", "", "password", 8)
	say("snowflake credential created", snowflake, err)
	if err == nil {
		again, err := client.GetSnowflakeCredential(project, *snowflake.ID)
		say("snowflake credential read", again, err)
	}
	return *common.ID, *credential.ID
}

func makeAttributes(client *dbt.Client, project int) int {
	made, err := client.CreateExtendedAttributes(1, project, json.RawMessage(`{"zeta":1.50,"alpha":{"b":2,"a":1e3}}`))
	attributes := must("attributes created", made, err)
	read, err := client.GetExtendedAttributes(project, *attributes.ID)
	say("attributes read", string(read.ExtendedAttributes), err)
	read.ExtendedAttributes = json.RawMessage(`{"zeta":2,"alpha":3}`)
	changed, err := client.UpdateExtendedAttributes(project, *attributes.ID, *read)
	say("attributes changed", string(changed.ExtendedAttributes), err)
	return *attributes.ID
}

func makeEnvironment(client *dbt.Client, project, connection, credential, attributes int) *dbt.Environment {
	made, err := client.CreateEnvironment(true, project, "Terraformed prod", "latest", "deployment", true, "main", credential, "production", attributes, connection, false, 0)
	environment := must("environment created", made, err)
	read, err := client.GetEnvironment(project, *environment.ID)
	say("environment read", read, err)
	read.Name = "Terraformed production"
	changed, err := client.UpdateEnvironment(project, *environment.ID, *read)
	return must("environment changed", changed, err)
}

func makeJob(client *dbt.Client, project, environment int) *dbt.Job {
	triggers := map[string]any{"github_webhook": false, "git_provider_webhook": false, "schedule": true, "on_merge": false}
	made, err := client.CreateJob(project, environment, "Terraformed job", "nightly", []string{"dbt build", "dbt source freshness"}, "", true, triggers, 8, "default",
		true, true, "days_of_week", 1, []int{1, 13}, []int{1, 3, 5}, "", 0, 0, false, 600, false, nil, false, false, true, "scheduled", "--select state:modified+", nil)
	job := must("job created", made, err)
	read, err := client.GetJob(text(job.ID))
	say("job read", read, err)
	read.Name = "Terraformed job, renamed"
	read.ExecuteSteps = []string{"dbt build --select tag:nightly"}
	changed, err := client.UpdateJob(text(job.ID), *read)
	return must("job changed", changed, err)
}

func variables(client *dbt.Client, project int, environment string, job int) {
	made, err := client.CreateEnvironmentVariable(project, "DBT_TERRAFORMED", map[string]string{"project": "one", environment: "two"})
	say("variable created", made, err)
	read, err := client.GetEnvironmentVariable(project, "DBT_TERRAFORMED")
	say("variable read", read, err)
	changed, err := client.UpdateEnvironmentVariable(project, dbt.AbstractedEnvironmentVariable{Name: "DBT_TERRAFORMED", ProjectID: project, EnvironmentValues: map[string]string{"project": "three", environment: "two"}})
	say("variable changed", changed, err)
	override, err := client.CreateEnvironmentVariableJobOverride(project, "DBT_TERRAFORMED", "four", job)
	say("override created", override, err)
	if err == nil {
		again, err := client.GetEnvironmentVariableJobOverride(project, job, *override.ID)
		say("override read", again, err)
		override.RawValue = "five"
		changed, err := client.UpdateEnvironmentVariableJobOverride(project, *override.ID, *override)
		say("override changed", changed, err)
		gone, err := client.DeleteEnvironmentVariableJobOverride(project, *override.ID)
		say("override deleted", gone, err)
	}
	gone, err := client.DeleteEnvironmentVariable("DBT_TERRAFORMED", project)
	say("variable deleted", gone, err)
}

func makeRepository(client *dbt.Client, project string, projectID int) string {
	made, err := client.CreateRepository(projectID, "git@git.example.com:shop/warehouse.git", true, "deploy_key", 0, 0, "", "", "", false, "")
	id := text(must("repository created", made, err).ID)
	read, err := client.GetRepository(id, project)
	say("repository read", read, err)
	return id
}

func tokens(client *dbt.Client, project int) {
	made, err := client.CreateServiceToken("Terraformed token", 1)
	say("token created", made, err)
	if err != nil {
		return
	}
	permissions := []dbt.ServiceTokenPermission{
		{AccountID: client.AccountID, ServiceTokenID: *made.ID, ProjectID: project, Set: "job_runner"},
		{AccountID: client.AccountID, ServiceTokenID: *made.ID, AllProjects: true, Set: "developer", WritableEnvs: []string{"development", "staging"}},
	}
	changed, err := client.UpdateServiceTokenPermissions(*made.ID, permissions)
	say("token permissions changed", changed, err)
	read, err := client.GetServiceTokenPermissions(*made.ID)
	say("token permissions read", read, err)
	token, err := client.GetServiceToken(*made.ID)
	say("token read", token, err)
	token.Name = "Renamed token"
	renamed, err := client.UpdateServiceToken(*made.ID, *token)
	say("token changed", renamed, err)
	gone, err := client.DeleteServiceToken(*made.ID)
	say("token deleted", gone, err)
}

func groups(client *dbt.Client, project int) {
	made, err := client.CreateGroup("Terraformed group", false, []string{"idp-analysts"})
	say("group created", made, err)
	if err != nil {
		return
	}
	permissions := []dbt.GroupPermission{{AccountID: client.AccountID, GroupID: *made.ID, ProjectID: project, Set: "analyst", WritableEnvironmentCategories: []string{"development"}}}
	changed, err := client.UpdateGroupPermissions(*made.ID, permissions)
	say("group permissions changed", changed, err)
	read, err := client.GetGroup(*made.ID)
	say("group read", read, err)
	read.Name = "Renamed group"
	renamed, err := client.UpdateGroup(*made.ID, *read)
	say("group changed", renamed, err)
	all, err := client.GetAllGroups("", "enamed", "")
	say("groups", all, err)
	read.State = 2
	gone, err := client.UpdateGroup(*made.ID, *read)
	say("group deleted", gone, err)
	_, err = client.GetGroup(*made.ID)
	say("group is gone", err != nil, nil)
}

func licences(client *dbt.Client) {
	made, err := client.CreateLicenseMap("read_only", []string{"idp-readers"})
	say("licence map created", made, err)
	if err != nil {
		return
	}
	made.SSOLicenseMappingGroups = []string{"idp-readers", "idp-guests"}
	changed, err := client.UpdateLicenseMap(*made.ID, *made)
	say("licence map changed", changed, err)
	read, err := client.GetLicenseMap(*made.ID)
	say("licence map read", read, err)
	say("licence map deleted", true, client.DestroyLicenseMap(*made.ID))
}

func webhooks(client *dbt.Client, job int) {
	events := []string{"job.run.started", "job.run.completed"}
	made, err := client.CreateWebhook("", "Terraformed webhook", "tells", "https://hooks.example.com/dbt", events, []int64{int64(job)}, true)
	say("webhook created", made, err)
	if err != nil {
		return
	}
	read, err := client.GetWebhook(made.WebhookId)
	say("webhook read", read, err)
	write := dbt.WebhookWrite{WebhookId: made.WebhookId, Name: "Renamed webhook", ClientUrl: made.ClientUrl, EventTypes: events, JobIds: []int64{}, Active: false}
	changed, err := client.UpdateWebhook(made.WebhookId, write)
	say("webhook changed", changed, err)
	gone, err := client.DeleteWebhook(made.WebhookId)
	say("webhook deleted", gone, err)
	_, err = client.GetWebhook(made.WebhookId)
	say("webhook is gone", err != nil, nil)
}

func notifications(client *dbt.Client, job int) {
	users, err := client.GetUsers()
	if err != nil || len(users) == 0 {
		say("notification created", nil, fmt.Errorf("nobody to notify: %v", err))
		return
	}
	made, err := client.CreateNotification(users[0].ID, nil, []int{job}, nil, []int{job}, 1, 4, to("oncall@example.com"), nil, nil)
	say("notification created", made, err)
	if err != nil {
		return
	}
	made.OnFailure = []int{}
	changed, err := client.UpdateNotification(text(made.Id), *made)
	say("notification changed", changed, err)
	made.State = 2
	gone, err := client.UpdateNotification(text(made.Id), *made)
	say("notification deleted", gone, err)
}

func profiles(client *dbt.Client, project, connection, credential int) {
	made, err := client.CreateProfile(project, "terraformed", connection, credential, nil)
	say("profile created", made, err)
	if err != nil {
		return
	}
	read, err := client.GetProfile(project, *made.ID)
	say("profile read", read, err)
	all, err := client.GetAllProfiles(project)
	say("profiles", all, err)
	read.Key = "renamed"
	changed, err := client.UpdateProfile(project, *made.ID, *read)
	say("profile changed", changed, err)
	gone, err := client.DeleteProfile(project, *made.ID)
	say("profile deleted", gone, err)
}

func ipRules(client *dbt.Client) {
	rule := dbt.IPRestrictionsRule{Name: "Terraformed rule", Type: 1, Description: "the office", AccountID: client.AccountID, RuleSetEnabled: false, Cidrs: []dbt.Cidrs{{Cidr: "10.1.0.0/16"}, {CidrIpv6: "fd00::/8"}}}
	made, err := client.CreateIPRestrictionsRule(rule)
	say("ip rule created", made, err)
	if err != nil {
		return
	}
	read, err := client.GetIPRestrictionsRule(made.ID)
	say("ip rule read", read, err)
	read.Description = "the offices"
	changed, err := client.UpdateIPRestrictionsRule(strconv.FormatInt(made.ID, 10), *read)
	say("ip rule changed", changed, err)
	say2("ip rules", client.GetIPRestrictions)
	say("ip rule deleted", true, client.DeleteIPRestrictionsRule(made.ID))
}

func runs(client *dbt.Client, job int) {
	made, err := client.TriggerRun(job, "", "main", "", "")
	say("run triggered", made, err)
	if err != nil {
		return
	}
	read, err := client.GetRun(made.ID)
	say("run read", read, err)
	all, err := client.GetRuns(&dbt.RunFilter{JobDefinitionID: job, Limit: 10})
	say("runs", all, err)
}

func takeApart(client *dbt.Client, project, environment int, job dbt.Job, credential int, connection int64, attributes int) {
	job.State = 2
	gone, err := client.UpdateJob(text(job.ID), job)
	say("job deleted", gone, err)
	_, err = client.GetJob(text(job.ID))
	say("job is gone", fmt.Sprint(err), nil)
	said, err := client.DeleteEnvironment(project, environment)
	say("environment deleted", said, err)
	_, err = client.GetEnvironment(project, environment)
	say("environment is gone", fmt.Sprint(err), nil)
	said, err = client.DeletePostgresCredential(strconv.Itoa(credential), strconv.Itoa(project))
	say("credential deleted", said, err)
	said, err = client.DeleteExtendedAttributes(project, attributes)
	say("attributes deleted", said, err)
	said, err = client.DeleteGlobalConnection(connection)
	say("connection deleted", said, err)
	read, err := client.GetProject(strconv.Itoa(project))
	if err == nil {
		read.State = 2
		_, err = client.UpdateProject(strconv.Itoa(project), *read)
	}
	say("project deleted", true, err)
	_, err = client.GetProject(strconv.Itoa(project))
	say("project is gone", fmt.Sprint(err), nil)
}
