import type * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Client, InitStep } from "./clients/client.ts";
import type { ClientName } from "./clients/names.ts";
import { clientSecrets } from "./clientSecrets.ts";
import { apiProbes, clientGracePeriod, podIp } from "./kubernetes/podEnvironment.ts";
import type { PodExtras } from "./kubernetes/podExtras.ts";
import { clientUid, podDefaults, restrictedContainer } from "./kubernetes/podSecurity.ts";
import { resourceRequirements, type Resources } from "./kubernetes/resources.ts";
import type { PrivateChain } from "./privateChain.ts";

type Container = k8s.types.input.core.v1.Container;
type Mount = k8s.types.input.core.v1.VolumeMount;

/** What a client's pod is made from, whichever its layer. */
export interface ClientPodArgs {
  readonly image: string;
  readonly args: pulumi.Input<string[]>;
  readonly ports: readonly k8s.types.input.core.v1.ContainerPort[];
  /** The port that the probes ask. */
  readonly apiPort: number;
  readonly resources: Resources;
  /** Name of the claim with its data. */
  readonly claim: pulumi.Input<string>;
  readonly dataPath: string;
  /** Name of the Secret that both clients of a node share. */
  readonly jwtSecretName: pulumi.Input<string>;
  /** Name of the Secret with its P2P key, where it takes one. */
  readonly keySecretName: pulumi.Input<string> | undefined;
  readonly chain: PrivateChain | undefined;
  /** Volumes of its layer, and where the client finds them. */
  readonly volumes: readonly pulumi.Input<k8s.types.input.core.v1.Volume>[];
  readonly mounts: readonly Mount[];
  /** Mounts of its layer that come after `/tmp`. Default: none. */
  readonly lateMounts?: readonly Mount[];
  /** Programs of its own image that run right before it, after all other init containers. */
  readonly initSteps?: pulumi.Output<readonly InitStep[]> | undefined;
  /** Seconds that it still answers after it was told to stop. Default: none. */
  readonly preStopSeconds?: number | undefined;
  /** Containers of its layer beside it. */
  readonly sidecars: readonly Container[];
  readonly extras?: PodExtras | undefined;
}

/** The pod of a client: one container with its data, its secrets and a `/tmp`, and whatever else it is given. */
export function clientPod(
  client: Client<ClientName>,
  args: ClientPodArgs,
): k8s.types.input.core.v1.PodSpec {
  const genesis = args.chain?.genesis();
  const { extras = {} } = args;
  const writable = client.writable ?? [];
  const dataMount = { name: "data", mountPath: args.dataPath };
  const container = {
    image: args.image,
    env: [
      podIp,
      ...Object.entries(client.env ?? {}).map(([name, value]) => ({ name, value })),
      ...(extras.env ?? []),
    ],
    resources: resourceRequirements(args.resources),
    securityContext: restrictedContainer,
    volumeMounts: [
      dataMount,
      { name: "secrets", mountPath: secretsFolder, readOnly: true },
      ...keyMount(client),
      ...args.mounts,
      { name: "tmp", mountPath: "/tmp" },
      ...(args.lateMounts ?? []),
      ...(genesis?.mounts ?? []),
      ...writable.map((mountPath, index) => ({ name: `writable-${index}`, mountPath })),
      ...(extras.mounts ?? []),
    ],
  };
  return {
    ...podDefaults(clientUid),
    terminationGracePeriodSeconds: clientGracePeriod,
    ...extras.spec,
    initContainers: withSteps(
      [...(genesis?.initContainers ?? []), ...(extras.initContainers ?? [])],
      args.initSteps?.apply((steps) =>
        steps.map((step): Container => ({
          ...container,
          name: step.name,
          ...(step.dataOnly === true ? { volumeMounts: [dataMount] } : {}),
          ...(step.command === undefined ? {} : { command: [...step.command] }),
          args: [...step.args],
        })),
      ),
    ),
    containers: [
      {
        ...container,
        name: client.program,
        ...(client.command === undefined ? {} : { command: [...client.command] }),
        args: args.args,
        ports: [...args.ports],
        ...apiProbes(client.probe, args.apiPort),
        ...(args.preStopSeconds === undefined ? {} : preStop(args.preStopSeconds)),
      },
      ...args.sidecars,
      ...(extras.containers ?? []),
    ],
    volumes: [
      { name: "data", persistentVolumeClaim: { claimName: args.claim } },
      clientSecrets(args.jwtSecretName, args.keySecretName),
      ...args.volumes,
      { name: "tmp", emptyDir: {} },
      ...(genesis?.volumes ?? []),
      ...writable.map((_, index) => ({ name: `writable-${index}`, emptyDir: {} })),
      ...(extras.volumes ?? []),
    ],
  };
}

/**
 * Done by the kubelet itself: an image needs neither a shell nor `sleep` for it.
 *
 * Source: https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/ (on by default since 1.30)
 */
const preStop = (seconds: number): Pick<Container, "lifecycle"> => ({
  lifecycle: { preStop: { sleep: { seconds } } },
});

const secretsFolder = "/secrets";

function withSteps(
  first: pulumi.Input<Container>[],
  steps: pulumi.Output<Container[]> | undefined,
): pulumi.Input<pulumi.Input<Container>[]> {
  return steps === undefined
    ? first
    : pulumi.all([pulumi.all(first), steps]).apply(([before, own]) => [...before, ...own]);
}

/** The P2P key where its client wants it, if that is not among the secrets. */
function keyMount({ p2pKey }: Client<ClientName>): Mount[] {
  return p2pKey === undefined || folder(p2pKey.path) === secretsFolder
    ? []
    : [
        {
          name: "secrets",
          mountPath: p2pKey.path,
          subPath: fileName(p2pKey.path),
          readOnly: true,
        },
      ];
}

/** `/a` of `/a/b` */
export const folder = (path: string): string => path.slice(0, path.lastIndexOf("/"));

/** `b` of `/a/b` */
export const fileName = (path: string): string => path.slice(path.lastIndexOf("/") + 1);
