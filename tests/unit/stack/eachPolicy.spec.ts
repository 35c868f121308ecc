import assert from "node:assert/strict";

import { allowed, type Endpoint } from "../../support/networkPolicies.ts";
import { type BuiltStack, inEveryStack } from "./allStacks.ts";
import { endpoints, strangers } from "./endpoints.ts";

const dns: Endpoint = {
  name: "kube-dns",
  ip: "10.96.0.10",
  pod: {
    namespace: "kube-system",
    labels: { "k8s-app": "kube-dns" },
    namespaceLabels: { "kubernetes.io/metadata.name": "kube-system" },
  },
};

/** A pod that is not the stack's, in each namespace of it. */
const nobodies = ({ objects }: BuiltStack): Endpoint[] =>
  objects
    .filter(({ kind }) => kind === "Namespace")
    .map(({ metadata: { name } }) => ({
      name: `a stray pod in ${name}`,
      ip: "10.244.0.201",
      pod: { namespace: name, labels: {} },
    }));

/** Every flow that the policies let through, of all that are tried: of all to all at each port that anybody has. */
function flows(objects: BuiltStack["objects"], built: BuiltStack): ReadonlySet<string> {
  const own = endpoints(built);
  const others = [...strangers(built), ...nobodies(built)];
  const ports = (target: (typeof own)[number]) =>
    target.pod.containers
      .flatMap((container) => container.ports ?? [])
      .map(({ containerPort, protocol = "TCP" }) => ({ port: containerPort, protocol }));
  const targets = [
    ...own.map((to) => ({ to, at: ports(to) })),
    ...others.map((to) => ({ to, at: [{ port: 443, protocol: "TCP" } as const] })),
    { to: dns, at: [{ port: 53, protocol: "UDP" } as const] },
  ];
  const tried = [...own, ...others].flatMap((from) =>
    targets.flatMap(({ to, at }) => at.map((one) => ({ from, to, ...one }))),
  );
  return new Set(
    tried
      .filter((flow) => allowed(objects, flow))
      .map(({ from, to, port, protocol }) => `${from.name} → ${to.name}:${port}/${protocol}`),
  );
}

describe("no policy is idle", () => {
  inEveryStack("without any one of them another flow is let through, or one less", (built) => {
    const policies = built.objects.filter(({ kind }) => kind === "NetworkPolicy");
    const all = flows(built.objects, built);
    const idle = policies.filter((policy) => {
      const rest = flows(
        built.objects.filter((one) => one !== policy),
        built,
      );
      return all.size === rest.size && [...all].every((flow) => rest.has(flow));
    });
    assert.deepEqual(
      idle.map(({ metadata }) => `${metadata.namespace ?? ""}/${metadata.name}`),
      [],
    );
  });
});
