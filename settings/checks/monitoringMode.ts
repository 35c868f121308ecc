import type { SettingProblem } from "../errors.ts";
import type { Settings } from "../schema.ts";

/** What a setting counts for in one mode is refused in the others: it would be waited for, and nothing would come. */
export function monitoringModeProblems(settings: Settings): SettingProblem[] {
  return [
    ...scraperProblems(settings),
    ...operatorProblems(settings),
    ...recipientProblems(settings),
  ];
}

/** Geth's timers begin anew at every scrape, so of two that scrape each has a part of the numbers. */
function scraperProblems({ monitoringMode, scraperNamespace }: Settings): SettingProblem[] {
  const problem = (expected: string) => [
    { key: "scraperNamespace", came: scraperNamespace, expected },
  ];
  if (monitoringMode === "bundled" && scraperNamespace !== "") {
    return problem(
      '"" with monitoringMode bundled: its own Prometheus scrapes, and a second one would take ' +
        "samples of Geth from it; operator and none leave scraping to the one in that namespace",
    );
  }
  return monitoringMode === "operator" && scraperNamespace === ""
    ? problem(
        "with monitoringMode operator the namespace of the Prometheus that scrapes, such as monitoring",
      )
    : [];
}

function operatorProblems({ monitoringMode, operatorLabels }: Settings): SettingProblem[] {
  return monitoringMode === "operator" || Object.keys(operatorLabels).length === 0
    ? []
    : [
        {
          key: "operatorLabels",
          came: operatorLabels,
          expected: `{} with monitoringMode ${monitoringMode}, which makes no objects of the operator's`,
        },
      ];
}

function recipientProblems({
  monitoringMode,
  alertReceivers,
  deadMansSwitchUrl,
}: Settings): SettingProblem[] {
  switch (monitoringMode) {
    case "bundled":
      return [];
    case "operator":
      return alertReceivers.flatMap(({ cidr }, index) =>
        cidr === undefined
          ? []
          : [
              {
                key: `alertReceivers[${index}].cidr`,
                came: cidr,
                expected:
                  "nothing with monitoringMode operator: an AlertmanagerConfig cannot say where the cluster's " +
                  "Alertmanager may send, which is its own NetworkPolicy's matter",
              },
            ],
      );
    case "none": {
      const expected = "with monitoringMode none, which evaluates no alerts";
      return [
        ...(alertReceivers.length === 0
          ? []
          : [
              {
                key: "alertReceivers",
                came: alertReceivers.map(({ name }) => name),
                expected: `[] ${expected}`,
              },
            ]),
        ...(deadMansSwitchUrl === ""
          ? []
          : [{ key: "deadMansSwitchUrl", came: "[secret]", expected: `"" ${expected}` }]),
      ];
    }
  }
}
