import { z } from "zod";

import type { ReasonCode } from "../judge/model.ts";

import { clientKind, count, layer, list, ofLayers, time } from "./shared.ts";

const share = z.number().min(0).max(1);

/** Health of judge/model.ts. */
export const health = z.object({
  score: z.number().min(0).max(100).nullable(),
  band: z.enum(["good", "warning", "critical", "unknown"]),
  reasons: list(
    z.object({
      code: z.enum([
        ...["layerDown", "noPeers", "fewPeers", "noOutbound", "lowOutbound", "noInbound"],
        ...["notInSync", "exposure", "clientShare", "asnShare", "subnetShare", "restart"],
        ...["churn", "custody", "disagreement"],
      ] as readonly ReasonCode[]),
      layer: layer.nullable(),
      text: z.string(),
      cost: z.number(),
      fix: z.string().nullable(),
    }),
  ).describe("the costliest first"),
});

/** Shares of clients. */
export const diversity = ofLayers(
  list(
    z.object({
      client: clientKind,
      count,
      share: share.nullable(),
      past: z.enum(["oneThird", "twoThirds"]).nullable(),
    }),
  ).nullable(),
);

const group = { count, share, tooLarge: z.boolean() };

/** NodeJudgement. */
export const judgement = z.object({
  health,
  reachability: ofLayers(
    z
      .object({
        verdict: z.enum(["reachable", "outboundOnly", "unknown", "lonely"]),
        text: z.string(),
        fix: z.string().nullable(),
      })
      .nullable(),
  ),
  diversity,
  diversitySource: ofLayers(z.string().nullable()),
  concentration: z
    .object({
      topAsn: z
        .object({ asn: z.number(), organisation: z.string().nullable(), ...group })
        .nullable(),
      topSubnet: z.object({ subnet: z.string(), ...group }).nullable(),
      distinctAsns: count.nullable(),
      subnetDiversity: share.nullable(),
    })
    .nullable(),
  restart: z
    .object({
      at: time,
      secondsLeft: z.number(),
      outbound: count,
      neverSeen: share.nullable(),
      overlap: share.nullable(),
      spread: share.nullable(),
      verdict: z.enum(["normal", "suspicious", "unknown"]),
      text: z.string(),
    })
    .nullable(),
  churn: z
    .object({
      joinsPerHour: z.number(),
      leavesPerHour: z.number(),
      expected: z.object({ min: z.number(), max: z.number() }),
      watchedSeconds: z.number(),
      verdict: z.enum(["calm", "normal", "high"]),
    })
    .nullable(),
  custody: z
    .object({
      covered: count,
      of: z.literal(128),
      uncovered: list(count),
      holders: list(count),
      knownPeers: count,
    })
    .nullable(),
  disagreements: list(z.string()),
});
