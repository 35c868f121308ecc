import assert from "node:assert/strict";

import type { ScrapeTarget } from "../../../../monitoring/jobs.ts";
import { podMonitors, TargetShapeError } from "../../../../monitoring/operator/podMonitors.ts";
import { devnet, targetsOf } from "../stacks.ts";

describe("the PodMonitors", () => {
  it("are one for each job, so that no pod is scraped twice", () => {
    const monitors = podMonitors(targetsOf(devnet, 3), 5);
    assert.deepEqual(
      [...monitors.keys()],
      ["geth", "prysm-beacon", "prysm-validator", "peer-monitor"],
    );
    for (const [job, { spec }] of monitors) {
      assert.equal(spec.selector.matchLabels["app.kubernetes.io/name"], job);
      assert.deepEqual(
        spec.podMetricsEndpoints.map(({ interval, scrapeTimeout }) => [interval, scrapeTimeout]),
        [["5s", "5s"]],
      );
    }
  });

  const target = (node: string, host: string, port = 6060): ScrapeTarget => ({
    ...{ job: "geth", node, network: "devnet", host, port },
  });
  const unlike: readonly [string, ScrapeTarget[]][] = [
    ["ports", [target("a", "a-geth.ethereum"), target("b", "b-geth.ethereum", 6061)]],
    ["names", [target("a", "a-geth.ethereum"), target("b", "b-other.ethereum")]],
  ];
  for (const [what, targets] of unlike) {
    it(`cannot be of pods with ${what} of several forms`, () => {
      assert.throws(() => podMonitors(targets, 15), TargetShapeError);
    });
  }
});
