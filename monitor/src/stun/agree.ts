import { isGlobal } from "../peers/globalAddress.ts";
import { askStun, STUN_TIMEOUT_MS, type StunAnswer, type StunServer } from "./ask.ts";

/** Servers that must say the same: one alone can be wrong, or lie. */
export const STUN_QUORUM = 2;

/** No address that enough servers agree on. The message has every server's answer. */
export class StunDisagreementError extends Error {
  override readonly name = "StunDisagreementError";
}

/** One server and what came of asking it. */
interface Asked {
  readonly name: string;
  readonly answer: StunAnswer | null;
  readonly said: string;
}

/**
 * The public address that at least two servers see, and no other address as many.
 *
 * @throws {StunDisagreementError}
 */
export async function agreedAddress(
  servers: readonly StunServer[],
  timeoutMs = STUN_TIMEOUT_MS,
): Promise<string> {
  const asked = await Promise.all(servers.map((server) => ask(server, timeoutMs)));
  const votes = countVotes(asked.flatMap(({ answer }) => answer ?? []));
  const [first, second] = [...votes].sort(([, a], [, b]) => b.size - a.size);
  if (
    first === undefined ||
    first[1].size < STUN_QUORUM ||
    (second !== undefined && second[1].size === first[1].size)
  ) {
    const all = asked.map(({ name, said }) => `${name} ${said}`).join(", ");
    throw new StunDisagreementError(
      `${STUN_QUORUM} STUN servers that agree on a public address are needed: ${all === "" ? "none is given" : all}`,
    );
  }
  return first[0];
}

/** Who said what, by server address: two names of one machine are one voice. */
function countVotes(answers: readonly StunAnswer[]): Map<string, Set<string>> {
  const votes = new Map<string, Set<string>>();
  for (const { server, address } of answers) {
    votes.set(address, (votes.get(address) ?? new Set()).add(server));
  }
  return votes;
}

async function ask(server: StunServer, timeoutMs: number): Promise<Asked> {
  const name = `${server.host}:${server.port}`;
  try {
    const answer = await askStun(server, timeoutMs);
    return isGlobal(answer.address)
      ? { name, answer, said: `says ${answer.address}` }
      : { name, answer: null, said: `says ${answer.address}, which is not public` };
  } catch (error) {
    return { name, answer: null, said: error instanceof Error ? error.message : String(error) };
  }
}
