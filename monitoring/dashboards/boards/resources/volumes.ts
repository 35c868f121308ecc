import { recordedCapacity } from "../../../capacity/series.ts";
import { recordedResources } from "../../../rules/resources.ts";
import { timeseries, type Row } from "../../panels.ts";
import { chosen, recordedOf } from "../../select.ts";
import { verdicts } from "../../verdicts.ts";
import { below } from "../../limits.ts";

const stats = (metric: string) => chosen("kubelet", `kubelet_volume_stats_${metric}`);
const legend = "{{persistentvolumeclaim}}";

/** The volumes and when they are full. */
export function volumesRow(): Row {
  const layers = ["execution", "consensus", "validator"] as const;
  return {
    title: "Volumes",
    panels: [
      timeseries({
        title: "Used",
        meaning: "Used bytes of each volume, in the colour of its layer.",
        unit: "bytes",
        series: layers.map((layer) => ({
          expr: chosen("kubelet", "kubelet_volume_stats_used_bytes", { layer }),
          legend: `${layer}: ${legend}`,
          colour: layer,
        })),
      }),
      timeseries({
        title: "Free",
        meaning: "Free share of each volume.",
        limits: verdicts.diskFree.limits,
        unit: "percentunit",
        series: [
          {
            expr: recordedOf(recordedResources.volumeFree),
            legend,
            colour: "platform",
          },
        ],
      }),
      timeseries({
        title: "Days until full",
        meaning:
          "At the pace of the last day. Nothing where a volume does not grow, and while the history is too short to tell.",
        limits: verdicts.diskDays.limits,
        unit: "d",
        series: [{ expr: recordedOf(recordedCapacity.volumeDaysLeft), legend, colour: "platform" }],
      }),
      timeseries({
        title: "Growth a day",
        meaning: "At the pace of the last day; below 0 where data was pruned.",
        unit: "bytes",
        series: [{ expr: recordedOf(recordedCapacity.volumeGrowth), legend, colour: "platform" }],
      }),
      timeseries({
        title: "Free inodes",
        meaning: "Free share of the files that a volume can have.",
        limits: below(0.1, 0.03),
        unit: "percentunit",
        series: [
          { expr: `${stats("inodes_free")} / ${stats("inodes")}`, legend, colour: "platform" },
        ],
      }),
    ],
  };
}
