import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Network } from "../networks/network.ts";
import { awaitHead, type AwaitHeadArgs } from "./awaitHead.ts";
import { validatorFlags, validatorImage, validatorPaths } from "./clients/prysmValidator.ts";
import { claim, type VolumeArgs } from "./kubernetes/claim.ts";
import { objectLabels, selectorLabels } from "./kubernetes/labels.ts";
import { metricsIngress, podsOf, tcp, type Scraper } from "./kubernetes/networkPolicy.ts";
import { apiProbes, clientGracePeriod } from "./kubernetes/podEnvironment.ts";
import type { WorkloadExtras } from "./kubernetes/podExtras.ts";
import { clientUid, podDefaults, restrictedContainer } from "./kubernetes/podSecurity.ts";
import { ports } from "./kubernetes/ports.ts";
import { resourceRequirements, type Resources } from "./kubernetes/resources.ts";
import { internalService, serviceHost, singlePod } from "./kubernetes/singlePod.ts";
import type { PrivateChain } from "./privateChain.ts";

/** How a validator client is run. */
export interface PrysmValidatorArgs {
  /** Name of the EthereumNode whose beacon node it asks. */
  readonly node: string;
  readonly namespace: pulumi.Input<string>;
  /** The Prometheus that may read its metrics. Default: the bundled one, in the namespace `monitoring`. */
  readonly scraper?: Scraper | "nobody" | undefined;
  readonly network: Network;
  readonly chain: PrivateChain;
  /** Prysm's version, the same as the beacon node's. */
  readonly version: string;
  /** The beacon node's gRPC address, `host:port`. */
  readonly beaconRpc: pulumi.Input<string>;
  /** How many validators it signs for, and the number of the first: see PrivateChain. */
  readonly count: number;
  readonly firstIndex: number;
  /** The account that block rewards are paid to. */
  readonly feeRecipient: string;
  /** Holds the slashing protection database. */
  readonly volume: VolumeArgs;
  readonly resources: Resources;
  /** The beacon node whose newest blocks it waits for before it begins: `awaitHead.ts`. Default: it waits for nothing. */
  readonly awaitHead?: AwaitHeadArgs | undefined;
  /** What is added to its StatefulSet. Default: nothing. */
  readonly workload?: WorkloadExtras | undefined;
}

/**
 * Prysm's validator client, for a private chain: its keys are the chain's well-known ones.
 *
 * Never more than one pod signs for a key. The volume keeps what was signed, so that a restart signs nothing twice.
 */
export class PrysmValidator extends pulumi.ComponentResource {
  readonly metricsUrl: pulumi.Output<string>;
  readonly serviceName: string;
  readonly workload: k8s.apps.v1.StatefulSet;

  constructor(name: string, args: PrysmValidatorArgs, opts?: pulumi.ComponentResourceOptions) {
    super("ethnode:index:PrysmValidator", name, {}, opts);
    const own = { parent: this };
    const { namespace } = args;
    const label = { name: "prysm-validator", instance: args.node, component: "validator" };
    const labels = objectLabels(label);
    const selector = selectorLabels(label);
    const service = `${args.node}-validator`;
    const at = { namespace, labels, selector };

    const volume = claim({ ...args.volume, ...at, name: `${service}-data` }, own);
    internalService(
      { ...at, name: service, ports: [{ name: "metrics", port: ports.validator.metrics }] },
      own,
    );
    new k8s.networking.v1.NetworkPolicy(
      service,
      {
        metadata: { name: service, namespace, labels },
        spec: {
          podSelector: { matchLabels: selector },
          policyTypes: ["Ingress", "Egress"],
          ingress: metricsIngress(args.scraper, ports.validator.metrics),
          egress: [
            {
              to: [podsOf("consensus", args.node)],
              ports: tcp(ports.consensus.grpc, ports.consensus.api),
            },
          ],
        },
      },
      own,
    );
    this.workload = singlePod(
      {
        ...at,
        name: service,
        serviceName: service,
        workload: args.workload,
        pod: validatorPod(args, volume.metadata.name),
      },
      own,
    );
    this.serviceName = service;
    this.metricsUrl = pulumi.interpolate`http://${serviceHost(service, namespace)}:${ports.validator.metrics}/metrics`;
    this.registerOutputs({ metricsUrl: this.metricsUrl });
  }
}

function validatorPod(
  args: PrysmValidatorArgs,
  claimName: pulumi.Input<string>,
): k8s.types.input.core.v1.PodSpec {
  return {
    ...podDefaults(clientUid),
    terminationGracePeriodSeconds: clientGracePeriod,
    ...(args.awaitHead === undefined ? {} : { initContainers: [awaitHead(args.awaitHead)] }),
    containers: [
      {
        name: "prysm-validator",
        image: validatorImage(args.version),
        args: pulumi
          .output(args.beaconRpc)
          .apply((beaconRpc) => validatorFlags({ ...args, beaconRpc })),
        ports: [{ name: "metrics", containerPort: ports.validator.metrics }],
        ...apiProbes({ path: "/metrics" }, ports.validator.metrics),
        resources: resourceRequirements(args.resources),
        securityContext: restrictedContainer,
        volumeMounts: [
          { name: "data", mountPath: validatorPaths.data },
          { name: "tmp", mountPath: "/tmp" },
          args.chain.configMount,
        ],
      },
    ],
    volumes: [
      { name: "data", persistentVolumeClaim: { claimName } },
      { name: "tmp", emptyDir: {} },
      args.chain.configVolume,
    ],
  };
}
