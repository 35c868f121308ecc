import assert from "node:assert/strict";

import { networkName } from "../../../components/clients/client.ts";
import { consensusClientNames, executionClientNames } from "../../../components/clients/names.ts";
import { clientVersions } from "../../../components/clients/versions.ts";
import { ports } from "../../../components/kubernetes/ports.ts";
import { pairNetworks, pairObjects, pairs, type Pair } from "../../support/pairs.ts";
import { mountedSecrets, pods, type Container, type Pod } from "../../support/pods.ts";
import type { KubernetesObject } from "../../support/runStack.ts";

const node = "node-0";

/** A node of a pair, as far as the tests read it. */
interface Built {
  readonly pair: Pair;
  readonly objects: readonly KubernetesObject[];
  readonly execution: Pod;
  readonly consensus: Pod;
}

async function build(pair: Pair): Promise<Built> {
  const objects = await pairObjects(node, pair);
  const podOf = (client: string): Pod => {
    const found = pods(objects).find(({ name }) => name === `${node}-${client}`);
    assert.ok(found, client);
    return found;
  };
  return {
    pair,
    objects,
    execution: podOf(pair.execution.name),
    consensus: podOf(pair.consensus.name),
  };
}

/** The container that the client itself runs in. */
function clientOf(pod: Pod): Container {
  const [client] = pod.containers;
  assert.ok(client, pod.name);
  return client;
}

interface Port {
  readonly port: number;
  readonly protocol?: string;
}

/** `13000/UDP` of each port. */
const named = (list: readonly Port[]): string[] =>
  [...new Set(list.map(({ port, protocol = "TCP" }) => `${port}/${protocol}`))].sort();

const listening = ({ containers }: Pod): string[] =>
  named(
    containers
      .flatMap(({ ports: open = [] }) => open)
      .map(({ containerPort, ...rest }) => ({ port: containerPort, ...rest })),
  );

function specs<Spec>(objects: readonly KubernetesObject[], kind: string, pod: Pod): Spec[] {
  const mine = ({ metadata }: KubernetesObject): boolean =>
    metadata.name === pod.name || metadata.name === `${pod.name}-internal`;
  return objects
    .filter((object) => object.kind === kind && mine(object))
    .map(({ spec }) => spec as Spec);
}

/** The ports at which a policy lets anybody in. */
const letIn = (objects: readonly KubernetesObject[], pod: Pod): string[] =>
  named(
    specs<{ ingress: { ports: Port[] }[] }>(objects, "NetworkPolicy", pod)
      .flatMap(({ ingress }) => ingress)
      .flatMap((rule) => rule.ports),
  );

/** The ports of a pod's Services. */
const served = (objects: readonly KubernetesObject[], pod: Pod): string[] =>
  named(specs<{ ports: Port[] }>(objects, "Service", pod).flatMap((spec) => spec.ports));

/** The flags that a client is started with, with those of what runs before it. */
const said = (pod: Pod): string[] =>
  [...pod.initContainers, clientOf(pod)].flatMap(({ args = [] }) => args);

/** What must be true of every pair. */
const claims: Readonly<Record<string, (built: Built) => void>> = {
  "share one JWT, which each is told of"({ pair, execution, consensus }) {
    const jwt = (pod: Pod) => mountedSecrets(pod).filter((name) => name.includes("-jwt-"));
    assert.deepEqual(jwt(execution), jwt(consensus));
    assert.equal(jwt(execution).length, 1);
    for (const [client, pod] of [
      [pair.execution, execution],
      [pair.consensus, consensus],
    ] as const) {
      const told = said(pod).some((flag) => flag.includes(client.paths.jwt));
      assert.ok(told, client.name);
    }
  },

  "meet at the engine port, and nobody else is let in there"({ objects, execution, consensus }) {
    const url = `http://${execution.name}-internal.ethereum.svc.cluster.local:${ports.execution.engine}`;
    assert.ok(said(consensus).some((flag) => flag.endsWith(url)));
    const engine = `${ports.execution.engine}/TCP`;
    assert.ok(served(objects, execution).includes(engine));
    const rules = specs<{ ingress: { from: unknown[]; ports: Port[] }[] }>(
      objects,
      "NetworkPolicy",
      execution,
    ).flatMap(({ ingress }) => ingress);
    const from = rules.filter((rule) => named(rule.ports).includes(engine)).flatMap((r) => r.from);
    assert.deepEqual(from, [
      {
        podSelector: {
          matchLabels: {
            "app.kubernetes.io/component": "consensus",
            "app.kubernetes.io/instance": node,
          },
        },
      },
    ]);
  },

  "let in and serve exactly the ports at which they listen"({ objects, execution, consensus }) {
    for (const pod of [execution, consensus]) {
      assert.deepEqual(letIn(objects, pod), listening(pod), pod.name);
    }
    assert.deepEqual(served(objects, consensus), listening(consensus));
    // Execution clients of one cluster are told of each other: their discovery is no matter of a Service inside it.
    const udp = `${ports.execution.p2p}/UDP`;
    assert.deepEqual([...served(objects, execution), udp].sort(), listening(execution));
  },

  "listen at the ports of their layer, and are told so"({ pair, execution, consensus }) {
    const { p2pTcp, p2pQuic, p2pUdp, api, grpc, metrics } = ports.consensus;
    const own = listening(consensus);
    const udp = [...(pair.consensus.quic ? [p2pQuic] : []), p2pUdp].map((port) => `${port}/UDP`);
    const tcp = [api, metrics, p2pTcp, ...(pair.consensus.grpc === true ? [grpc] : [])];
    assert.deepEqual(own, [...tcp.map((port) => `${port}/TCP`), ...udp].sort());
    for (const port of [api, metrics, p2pTcp, p2pUdp]) told(consensus, port);
    const { rpc, engine, p2p } = ports.execution;
    for (const port of [rpc, engine, p2p, ports.execution.metrics]) told(execution, port);
    for (const port of [rpc, engine, ports.execution.metrics, p2p]) {
      assert.ok(listening(execution).includes(`${port}/TCP`), `${port}`);
    }
    assert.ok(listening(execution).includes(`${p2p}/UDP`));
  },

  "are watched where they answer whatever the sync"({ execution, consensus }) {
    for (const [pod, port] of [
      [execution, ports.execution.rpc],
      [consensus, ports.consensus.api],
    ] as const) {
      const { startupProbe, livenessProbe } = clientOf(pod);
      for (const probe of [startupProbe, livenessProbe]) {
        const { httpGet, tcpSocket } = probe as Record<string, { port: number; path?: string }>;
        assert.equal((httpGet ?? tcpSocket)?.port, port, pod.name);
        assert.doesNotMatch(httpGet?.path ?? "", /health|sync/, pod.name);
      }
    }
  },

  "join the network, each by its own name of it"({ pair, execution, consensus }) {
    for (const [client, pod] of [
      [pair.execution, execution],
      [pair.consensus, consensus],
    ] as const) {
      const name = networkName(client, pair.network);
      assert.ok(
        said(pod).some((flag) => new RegExp(`^--(?:.*=)?${name}$`).test(flag)),
        client.name,
      );
    }
  },

  "run the published image of the stack's default version"({ pair, execution, consensus }) {
    assert.equal(
      clientOf(execution).image,
      pair.execution.image(clientVersions[pair.execution.name]),
    );
    assert.equal(
      clientOf(consensus).image,
      pair.consensus.image(clientVersions[pair.consensus.name]),
    );
    assert.match(clientOf(consensus).image, /^[\w./-]+:[\w.-]*\d+(\.\d+)+$/);
  },

  "have no rights, and write to volumes only"({ execution, consensus }) {
    for (const pod of [execution, consensus]) {
      assert.equal(pod.spec["automountServiceAccountToken"], false);
      const context = pod.spec["securityContext"] as Record<string, unknown>;
      assert.equal(context["runAsNonRoot"], true);
      assert.equal(typeof context["runAsUser"], "number");
      for (const { name, securityContext } of [...pod.initContainers, ...pod.containers]) {
        assert.deepEqual(
          securityContext,
          {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ["ALL"] },
          },
          name,
        );
      }
    }
  },

  "are told nothing that is not known"({ execution, consensus }) {
    for (const flag of [execution, consensus].flatMap(said)) {
      assert.doesNotMatch(flag, /undefined|null|\[object|NaN|=$/);
    }
  },
};

/** Fails unless the client is told of a port: by a flag, as `--port=1`, `--addr=0.0.0.0:1` or in a configuration file. */
function told(pod: Pod, port: number): void {
  assert.ok(
    said(pod).some((flag) => new RegExp(`(?:=|:)${port}$`).test(flag)),
    `${pod.name} ${port}`,
  );
}

describe("an execution client and a consensus client", () => {
  for (const pair of pairs) {
    describe(pair.title, () => {
      let built: Built;
      before(async () => {
        built = await build(pair);
      });
      for (const [claim, check] of Object.entries(claims)) {
        it(claim, () => {
          check(built);
        });
      }
    });
  }

  it("can be any of those that a stack can name, on any of these networks", () => {
    assert.equal(
      pairs.length,
      executionClientNames.length * consensusClientNames.length * pairNetworks.length,
    );
  });
});
