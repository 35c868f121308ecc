import { board, type Board } from "../board.ts";
import { costRow } from "./resources/cost.ts";
import { machinesRow } from "./resources/machines.ts";
import { monitoringRow } from "./resources/monitoring.ts";
import { podsRow } from "./resources/pods.ts";
import { volumesRow } from "./resources/volumes.ts";

/** What the nodes use of disks, memory and CPU, and what drives the bill. */
export const resourcesBoard = (): Board =>
  board({
    name: "resources",
    title: "Ethereum resources and costs",
    description:
      "Disks and when they are full, memory, CPU, machines, what it costs, and the monitoring itself",
    rows: [costRow(), volumesRow(), podsRow(), machinesRow(), monitoringRow()],
  });
