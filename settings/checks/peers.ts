import type { SettingProblem } from "../errors.ts";
import type { Settings } from "../schema.ts";

/** Whether the execution clients look for peers by each discovery. A private chain has none unless it is asked for. */
export const discoveryOf = ({ network, discoveryV4, discoveryV5 }: Settings) => ({
  v4: discoveryV4 ?? network.public !== undefined,
  v5: discoveryV5 ?? network.public !== undefined,
});

/** What must hold between the ways in which nodes find peers. */
export function peerProblems(settings: Settings): SettingProblem[] {
  const { v4, v5 } = discoveryOf(settings);
  if (v4 || v5) return [];
  return [...lonely(settings), ...unusedBootnodes(settings)];
}

function lonely({ network, discoveryV5, executionStaticPeers }: Settings): SettingProblem[] {
  return network.public === undefined || executionStaticPeers.length > 0
    ? []
    : [
        {
          key: "discoveryV5",
          came: discoveryV5,
          expected: `true, or discoveryV4 true, or some executionStaticPeers: without any of them nobody is found on ${network.name}`,
        },
      ];
}

function unusedBootnodes({ executionBootnodes }: Settings): SettingProblem[] {
  return executionBootnodes.length === 0
    ? []
    : [
        {
          key: "executionBootnodes",
          came: executionBootnodes,
          expected: "none while discoveryV4 and discoveryV5 are false, which alone ask them",
        },
      ];
}
