import assert from "node:assert/strict";

import { placement } from "../../../../components/kubernetes/placement.ts";

const machine = "kubernetes.io/hostname";
const layer = (name: string) => ({ matchLabels: { "app.kubernetes.io/component": name } });

describe("where the clients of a fleet run", () => {
  it("is rather on different machines, which works on a cluster of one", () => {
    const { affinity } = placement({ node: "node-0", layer: "execution", spread: "preferred" });
    assert.deepEqual(affinity, {
      podAntiAffinity: {
        preferredDuringSchedulingIgnoredDuringExecution: [
          {
            weight: 100,
            podAffinityTerm: { topologyKey: machine, labelSelector: layer("execution") },
          },
        ],
      },
    });
  });

  it("is on different machines or nowhere where that is required", () => {
    const { affinity } = placement({ node: "node-0", layer: "execution", spread: "required" });
    assert.deepEqual(affinity, {
      podAntiAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: [
          { topologyKey: machine, labelSelector: layer("execution") },
        ],
      },
    });
  });

  it("is for a consensus client rather the machine of its own execution client, never by force", () => {
    for (const spread of ["preferred", "required"] as const) {
      const { affinity } = placement({ node: "node-1", layer: "consensus", spread });
      assert.deepEqual((affinity as { podAffinity: unknown }).podAffinity, {
        preferredDuringSchedulingIgnoredDuringExecution: [
          {
            weight: 50,
            podAffinityTerm: {
              topologyKey: machine,
              labelSelector: {
                matchLabels: {
                  "app.kubernetes.io/component": "execution",
                  "app.kubernetes.io/instance": "node-1",
                },
              },
            },
          },
        ],
      });
    }
  });

  it("is rather in different zones, and also where machines tell no zone", () => {
    for (const spread of ["preferred", "required"] as const) {
      const { topologySpreadConstraints } = placement({
        node: "node-0",
        layer: "consensus",
        spread,
      });
      assert.deepEqual(topologySpreadConstraints, [
        {
          maxSkew: 1,
          topologyKey: "topology.kubernetes.io/zone",
          whenUnsatisfiable: "ScheduleAnyway",
          labelSelector: layer("consensus"),
        },
      ]);
    }
  });
});
