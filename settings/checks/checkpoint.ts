import { checkpointUrls } from "../../components/checkpointQuorum.ts";
import type { SettingProblem } from "../errors.ts";
import type { Settings } from "../schema.ts";

/** The stack's own endpoints; undefined where it leaves them to the network. */
export const ownCheckpointUrls = ({
  checkpointSyncUrls,
}: Settings): readonly string[] | undefined =>
  checkpointSyncUrls.length === 0 ? undefined : checkpointSyncUrls;

/** Endpoints that can agree: enough of them, each of another host. */
export function checkpointProblems(settings: Settings): SettingProblem[] {
  const { network } = settings;
  if (network.public === undefined) return unusedOnPrivateChain(settings);
  const urls = checkpointUrls(network, { urls: ownCheckpointUrls(settings) });
  return [...repeatedHosts(urls), ...tooFew(settings, urls.length)];
}

function unusedOnPrivateChain(settings: Settings): SettingProblem[] {
  const { network, checkpointSyncUrls, weakSubjectivityCheckpoint } = settings;
  const expected = `none on ${network.name}, which begins with its genesis`;
  return [
    ...(checkpointSyncUrls.length === 0
      ? []
      : [{ key: "checkpointSyncUrls", came: checkpointSyncUrls, expected }]),
    ...(weakSubjectivityCheckpoint === ""
      ? []
      : [{ key: "weakSubjectivityCheckpoint", came: weakSubjectivityCheckpoint, expected }]),
  ];
}

function repeatedHosts(urls: readonly string[]): SettingProblem[] {
  const hosts = urls.map((url) => new URL(url).host);
  return hosts.flatMap((host, index) => {
    const first = hosts.indexOf(host);
    if (first === index) return [];
    const expected = `an endpoint of another host: checkpointSyncUrls[${first}] is of ${host} too, and one opinion counts once`;
    return [{ key: `checkpointSyncUrls[${index}]`, came: urls[index], expected }];
  });
}

/** A network without any endpoint is synced from its genesis. */
function tooFew({ network, checkpointQuorum }: Settings, count: number): SettingProblem[] {
  if (count === 0 || checkpointQuorum <= count) return [];
  const expected = `at most ${count}, the number of endpoints on ${network.name}, or more checkpointSyncUrls`;
  return [{ key: "checkpointQuorum", came: checkpointQuorum, expected }];
}
