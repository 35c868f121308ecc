import { customNetwork, type CustomNetworkArgs } from "../networks/custom.ts";
import { customName, findNetwork, offeredNetworks } from "../networks/index.ts";
import type { Network } from "../networks/network.ts";
import type { SettingProblem } from "./errors.ts";

/** A description of a network as far as a user gave it. */
type Description = {
  readonly [Key in keyof CustomNetworkArgs]?: CustomNetworkArgs[Key] | undefined;
};

/** The two settings that say which network the nodes join. */
export interface NetworkChoice {
  readonly network: string;
  readonly customNetwork: Description;
}

/** What a custom network cannot do without, to follow the word "expected". */
const needed = {
  chainId: "the chain id, a whole number from 1 up",
  genesisTime: "the Unix time of the first slot, a whole number from 1 up",
  executionGenesis: "the URL of the execution layer's genesis.json, as {url: …}",
  consensusConfig: "the URL of the consensus layer's config.yaml, as {url: …}",
  consensusGenesis: "the URL of the consensus layer's genesis.ssz, as {url: …}",
} satisfies Partial<Record<keyof CustomNetworkArgs, string>>;

/**
 * The network that a stack's nodes join, or what is wrong with the choice.
 *
 * @param now Unix time, seconds
 */
export function chosenNetwork(choice: NetworkChoice, now: number): Network | SettingProblem[] {
  if (choice.network === customName) return described(choice.customNetwork);
  const network = findNetwork(choice.network, now);
  const problems = [...joinProblems(choice.network, network), ...strayProblems(choice)];
  return network === undefined || problems.length > 0 ? problems : network;
}

/** Whether a network is there, and still there. */
function joinProblems(came: string, network: Network | undefined): SettingProblem[] {
  const problem = (expected: string): SettingProblem[] => [{ key: "network", came, expected }];
  if (network === undefined) return problem(offeredNetworks);
  const { status, name } = network;
  return status.live
    ? []
    : problem(`${status.instead}: ${name} is no more since ${status.since}, ${status.reason}`);
}

/** A description of a network that the nodes do not join is a slip of the pen. */
function strayProblems({ network, customNetwork: custom }: NetworkChoice): SettingProblem[] {
  const [key] = Object.keys(custom);
  return key === undefined
    ? []
    : [
        {
          key: "customNetwork",
          came: custom,
          expected: `nothing with network ${network}; network ${customName} is the one that is described here`,
        },
      ];
}

function described(custom: Description): Network | SettingProblem[] {
  const missing = Object.entries(needed).flatMap(([key, expected]): SettingProblem[] =>
    custom[key as keyof typeof needed] === undefined
      ? [{ key: `customNetwork.${key}`, came: undefined, expected }]
      : [],
  );
  return isWhole(custom) ? customNetwork(custom) : missing;
}

const isWhole = (custom: Description): custom is CustomNetworkArgs =>
  Object.keys(needed).every((key) => custom[key as keyof typeof needed] !== undefined);
