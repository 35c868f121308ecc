import { printLine } from "../../local/support/progress.ts";
import { measurePage, type PageFigures } from "./page.ts";
import { measureOneAgent, measurePeerMonitor, type PeerMonitorFigure } from "./peerMonitor.ts";
import type { PeerMonitorFigures } from "./peerMonitorReport.ts";

/** Fleets that the server is measured with, in nodes. */
const SIZES = [1, 100, 1000] as const;

/** All that is measured of the peer monitor: some twelve minutes. */
export async function measurePeerMonitors(): Promise<PeerMonitorFigures> {
  printLine("  agent");
  // Beside the smallest fleet: neither takes CPU worth the name, and of both it is the memory that counts.
  const agent = measureOneAgent();
  const servers: PeerMonitorFigure[] = [];
  for (const nodes of SIZES) {
    printLine(`  server of ${nodes}`);
    const [figure] = await Promise.all([measurePeerMonitor(nodes), agent]);
    servers.push(figure);
  }
  printLine("  page");
  return { servers, agent: await agent, page: await pageOrWhyNot() };
}

/** A machine without the browser has all other figures. */
async function pageOrWhyNot(): Promise<PageFigures | string> {
  try {
    return await measurePage();
  } catch (error) {
    return `not measured: ${(error instanceof Error ? error.message : String(error)).split("\n")[0] ?? ""}`;
  }
}
