import type { AgentFigure } from "./peerMonitorAgent.ts";
import { PEERS_OF_LAYER } from "./peerMonitorPeers.ts";
import { TURNOVER } from "./peerMonitorFleet.ts";
import { type PeerMonitorFigure, POLL_SECONDS, WATCHED_SECONDS } from "./peerMonitor.ts";
import type { PageFigures } from "./page.ts";

/** What is measured of the peer monitor. */
export interface PeerMonitorFigures {
  /** Of one node, a hundred and a thousand. */
  readonly servers: readonly PeerMonitorFigure[];
  readonly agent: AgentFigure;
  /** The reason where it was not measured. */
  readonly page: PageFigures | string;
}

const met = (good: boolean): string => (good ? "met" : "**not met**");
const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;
const ms = (value: number): string => `${value.toFixed(value < 10 ? 1 : 0)} ms`;
const row = (...cells: readonly string[]): string => `| ${cells.join(" | ")} |`;

/** The goals, the figures beside them, and whether they are met. */
function goals({ servers, agent, page }: PeerMonitorFigures): string[] {
  const of = (nodes: number): PeerMonitorFigure | undefined =>
    servers.find((figure) => figure.nodes === nodes);
  const lines: string[] = [];
  const goal = (what: string, value: number | undefined, most: number, show: typeof ms): void => {
    if (value === undefined) return;
    lines.push(row(what, show(value), `at most ${show(most)}`, met(value <= most)));
  };
  const percent = (share: number): string => `${(share * 100).toFixed(0)} %`;
  const [one, hundred, thousand] = [of(1), of(100), of(1000)];
  goal("CPU of a core, 1,000 nodes", thousand?.cpu, 0.5, percent);
  goal("resident memory, 1,000 nodes", thousand?.resident, 400e6, megabytes);
  goal("`/api/peers`, 99th percentile, 1,000 nodes", thousand?.snapshot.p99, 100, ms);
  goal("the same, 100 nodes", hundred?.snapshot.p99, 100, ms);
  goal("`/metrics`, 99th percentile, 100 nodes", hundred?.metrics.p99, 100, ms);
  goal("`/metrics`, the first time, 100 nodes", hundred?.metrics.first, 100, ms);
  goal("server of one node, resident memory", one?.resident, 90e6, megabytes);
  goal("agent, resident memory", agent.resident, 60e6, megabytes);
  if (typeof page !== "string")
    goal("page of 2,000 peers, interactive after", page.interactive, 1000, ms);
  else lines.push(row("page of 2,000 peers, interactive after", page, "at most 1000 ms", ""));
  return lines;
}

/** The section of `docs/benchmarks.md`. */
export function peerMonitorSection(machine: string, figures: PeerMonitorFigures): string {
  const { servers } = figures;
  const line = (what: string, cell: (figure: PeerMonitorFigure) => string): string =>
    row(what, ...servers.map(cell));
  return `
## Peer monitor

Measured on ${machine}, by \`node tests/bench/run.ts peers\`. The server is a process with the pod's command and V8's flags, with history and
location data. Beside it another process has an HTTP server for the agent and one for the beacon API of each node, each at an
address of its own on loopback. A node has ${PEERS_OF_LAYER} peers on each layer, ${2 * PEERS_OF_LAYER} in all, of which ${TURNOVER} an hour and layer go and others come. Each
layer is polled every ${POLL_SECONDS} s. No metrics of a Prysm are asked for, and no names are looked up. After two polls of all nodes it is
watched for ${WATCHED_SECONDS} s while nobody asks, by its CPU ticks; then it is asked, with gzip, 250 ms after each answer. Resident memory is the
most that was seen in all of that. The agent is beside a socket that answers as Geth does. Times are of a machine with two cores, of
which what answers and who asks take one.

| what | measured | goal | |
|---|--:|--:|---|
${goals(figures).join("\n")}

${line("nodes", ({ nodes }) => `${nodes}`)}
|---${"|--:".repeat(servers.length)}|
${line("V8's flags", ({ flags }) => (flags === undefined ? "the image's" : `\`${flags}\``))}
${line("CPU of a core, nobody asks", ({ cpu }) => `${(cpu * 100).toFixed(1)} %`)}
${line("resident memory, nobody asks", ({ alone }) => megabytes(alone))}
${line("resident memory, asked as well", ({ resident }) => megabytes(resident))}
${line("the most that it ever had", ({ most }) => megabytes(most))}
${line("`/api/peers`, the first time", ({ snapshot }) => ms(snapshot.first))}
${line("answers after it", ({ snapshot }) => `${snapshot.requests}`)}
${line("their median", ({ snapshot }) => ms(snapshot.median))}
${line("their 99th percentile", ({ snapshot }) => ms(snapshot.p99))}
${line("size as sent", ({ snapshot }) => `${(snapshot.bytes / 1e6).toFixed(2)} MB`)}
${line("`/metrics`, the first time", ({ metrics }) => ms(metrics.first))}
${line("median of those after it", ({ metrics }) => ms(metrics.median))}
${line("their 99th percentile", ({ metrics }) => ms(metrics.p99))}
`;
}
