import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../../local/support/command.ts";

/** Where to ask, and as whom. */
export interface Way {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** wrk's script: the calls in turn, and its figures in a line of their own. Times are microseconds. */
const script = ({ headers }: Way, bodies: readonly string[]): string => `
wrk.method = "POST"
${Object.entries(headers)
  .map(([name, value]) => `wrk.headers["${name}"] = "${value}"`)
  .join("\n")}
local bodies, turn = { ${bodies.map((body) => `[==[${body}]==]`).join(", ")} }, 0
function request()
  turn = turn % #bodies + 1
  return wrk.format(nil, nil, nil, bodies[turn])
end
function done(summary, latency)
  local errors = summary.errors
  print(string.format('{"calls":%d,"errors":%d,"microseconds":%d,"p99":%d}', summary.requests,
    errors.status + errors.connect + errors.read + errors.write + errors.timeout, summary.duration, latency:percentile(99)))
end
`;

/**
 * Asks as fast as answers come.
 *
 * @returns calls a second, and the 99th percentile of their times in milliseconds
 * @throws Error where a call was not answered by 200
 */
export async function wrk(
  way: Way,
  bodies: readonly string[],
  { askers, seconds, core }: { askers: number; seconds: number; core: number },
): Promise<{ perSecond: number; p99: number }> {
  const folder = await mkdtemp(join(tmpdir(), "ethnode-wrk-"));
  try {
    const file = join(folder, "calls.lua");
    await writeFile(file, script(way, bodies), { mode: 0o600 });
    const said = await run("taskset", [
      ...["--cpu-list", String(core), "wrk", "--threads", "1", "--connections", String(askers)],
      ...["--duration", `${seconds}s`, "--latency", "--script", file, way.url],
    ]);
    const figures = JSON.parse(/^\{.*\}$/m.exec(said)?.[0] ?? "null") as Record<
      "calls" | "errors" | "microseconds" | "p99",
      number
    > | null;
    if (figures === null || figures.errors > 0) throw new Error(`${way.url}: ${said}`);
    return {
      perSecond: figures.calls / (figures.microseconds / 1e6),
      p99: figures.p99 / 1000,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
