import assert from "node:assert/strict";

import { boardUids } from "../../../monitoring/dashboards/links.ts";
import { grafanaDashboards, grafanaProvisioning } from "../../../monitoring/grafana.ts";
import { field, only, registered } from "../../support/mocks.ts";
import { container, pod, stack, types, withGrafana } from "./stackUnderTest.ts";

const boards = Object.keys(boardUids);

/** A file of Grafana's, read. */
const provisioned = (name: string): unknown =>
  JSON.parse(
    (field(only(types.configMap, "grafana-provisioning"), "data") as Record<string, string>)[
      name
    ] ?? "",
  );

describe("Grafana", () => {
  before(async () => {
    await stack(withGrafana);
  });

  it("has Prometheus as the one datasource, which nobody changes by hand", () => {
    const { datasources } = provisioned("datasources.yaml") as { datasources: object[] };
    assert.deepEqual(datasources, [
      {
        name: "Prometheus",
        type: "prometheus",
        uid: "prometheus",
        access: "proxy",
        url: "http://prometheus.monitoring.svc.cluster.local:9090",
        isDefault: true,
        editable: false,
        jsonData: { timeInterval: "15s", httpMethod: "POST", prometheusType: "Prometheus" },
      },
    ]);
  });

  it("takes the distance of scrapes from the stack, for rates that have enough of them", () => {
    const files = grafanaProvisioning({
      prometheusUrl: "http://p",
      dashboardsPath: "/d",
      scrapeIntervalSeconds: 5,
    });
    assert.match(files["datasources.yaml"] ?? "", /"timeInterval": "5s"/);
  });

  it("shows the boards in a folder of its own, as they are in their files", () => {
    const { providers } = provisioned("dashboards.yaml") as { providers: object[] };
    assert.deepEqual(providers, [
      {
        name: "ethnode",
        type: "file",
        folder: "Ethereum",
        folderUid: "ethnode",
        allowUiUpdates: false,
        options: { path: "/etc/grafana/dashboards" },
      },
    ]);
  });

  it("has every board in an object of its own, far from the MiB that one may have", () => {
    const objects = registered.filter(
      ({ type, name }) => type === types.configMap && name.startsWith("grafana-dashboard-"),
    );
    assert.deepEqual(
      objects.map(({ name }) => name),
      boards.map((name) => `grafana-dashboard-${name}`),
    );
    for (const { name, inputs } of objects) {
      const data = inputs["data"] as Record<string, string>;
      assert.equal(Object.keys(data).length, 1);
      assert.equal(inputs["immutable"], true, name);
      assert.equal((inputs["metadata"] as { name?: string }).name, undefined, name);
      assert.ok(JSON.stringify(inputs).length < 2 ** 18, name);
    }
  });

  it("finds all of them in one folder", () => {
    const volumes = pod("grafana", "volumes") as {
      name: string;
      projected?: { sources: object[] };
    }[];
    const sources = volumes.find(({ name }) => name === "dashboards")?.projected?.sources;
    assert.equal(sources?.length, boards.length);
    const env = container("grafana", "env") as { name: string; value: string }[];
    const home = env.find(
      ({ name }) => name === "GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH",
    )?.value;
    const file = home?.replace("/etc/grafana/dashboards/", "") ?? "";
    assert.ok(file in grafanaDashboards(), file);
  });

  it("lets nobody in without the password, and nobody make an account", () => {
    const env = new Map(
      (container("grafana", "env") as { name: string; value: string }[]).map(({ name, value }) => [
        name,
        value,
      ]),
    );
    assert.deepEqual(
      [
        "GF_AUTH_ANONYMOUS_ENABLED",
        "GF_USERS_ALLOW_SIGN_UP",
        "GF_USERS_ALLOW_ORG_CREATE",
        "GF_SNAPSHOTS_EXTERNAL_ENABLED",
      ].map((name) => env.get(name)),
      ["false", "false", "false", "false"],
    );
    assert.ok([...env].every(([name]) => name.startsWith("GF_")));
    assert.equal(env.get("GF_SECURITY_ADMIN_PASSWORD"), undefined);
  });
});
