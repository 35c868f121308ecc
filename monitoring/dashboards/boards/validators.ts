import { board, type Board } from "../board.ts";
import { above, below } from "../limits.ts";
import { stat, timeseries, type Row } from "../panels.ts";
import { chosen, rate } from "../select.ts";
import { limits } from "../../limits.ts";

const validator = (metric: string, labels = {}) => chosen("prysm-validator", metric, labels);
const byNode = (expr: string) => `sum by (node) (${expr})`;
const colour = "validator";

/** What the validators of the nodes do. Prysm's numbers are of one key each; here they are added up by node. */
export const validatorsBoard = (): Board =>
  board({
    name: "validators",
    title: "Validators",
    description:
      "Whether the keys of the chosen nodes are active, vote in time and propose their blocks",
    rows: [now(), duties(), program()],
  });

/** Prysm's numbers of a key's state (validator/client/metrics.go). */
const states = { active: 3, slashing: 5 };

function now(): Row {
  const status = validator("validator_statuses");
  return {
    title: "Now",
    panels: [
      stat({
        title: "Keys",
        meaning: "Keys that the validators hold.",
        unit: "short",
        series: [{ expr: `count by (node) (${status})`, legend: "{{node}}", colour }],
      }),
      stat({
        title: "Keys that are not active",
        meaning: "Keys that have no duties: waiting for their deposit, exiting, or gone.",
        limits: above(1),
        unit: "short",
        series: [
          { expr: `count(${status} != ${states.active}) or vector(0)`, legend: "not active" },
        ],
      }),
      stat({
        title: "Keys that are slashed",
        meaning: "Keys that signed twice. Stop every signer of theirs.",
        limits: above(undefined, 1),
        unit: "short",
        series: [
          { expr: `count(${status} == ${states.slashing}) or vector(0)`, legend: "slashed" },
        ],
      }),
      stat({
        title: "Lowest balance",
        meaning:
          "The balance, in ether, of the key that has the least. 32 is what a key begins with; one of type 2 has up to 2048.",
        limits: below(32, 31.75),
        unit: "none",
        decimals: 3,
        series: [{ expr: `min by (node) (${validator("validator_balance")})`, legend: "{{node}}" }],
      }),
      stat({
        title: "Slots since the last vote",
        meaning:
          "Of the key that has not voted for longest. Every key votes once an epoch: 32 slots on public networks, 6 on the dev chain.",
        limits: above(limits.slotsSinceVote),
        unit: "none",
        series: [
          {
            expr: `max by (node) (scalar(max(${chosen("prysm-beacon", "beacon_head_slot")})) - ${validator("validator_last_attested_slot")})`,
            legend: "{{node}}",
          },
        ],
      }),
      stat({
        title: "Highest inactivity score",
        meaning:
          "Grows while a key does not vote and the chain does not finalize, and costs more the higher it is.",
        limits: above(4),
        unit: "none",
        series: [
          {
            expr: `max by (node) (${validator("validator_inactivity_score")})`,
            legend: "{{node}}",
          },
        ],
      }),
    ],
  };
}

function duties(): Row {
  const votes = ["source", "target", "head"];
  const perHour = (metric: string) => byNode(`increase(${validator(metric)}[1h])`);
  return {
    title: "Duties",
    panels: [
      timeseries({
        title: "Votes in an hour",
        meaning:
          "Votes that were sent, and those that could not be. The second has no series before the first of them.",
        bad: "any that fail",
        unit: "none",
        series: [
          {
            expr: perHour("validator_successful_attestations"),
            legend: "{{node}} sent",
            colour: "good",
          },
          {
            expr: perHour("validator_failed_attestations"),
            legend: "{{node}} failed",
            colour: "bad",
          },
        ],
      }),
      timeseries({
        title: "Proposals in a day",
        meaning:
          "Blocks that were proposed, and those that could not be. Neither has a series before the first of them.",
        bad: "any that fail",
        unit: "none",
        series: [
          {
            expr: byNode(`increase(${validator("validator_successful_proposals")}[1d])`),
            legend: "{{node}} proposed",
            colour: "good",
          },
          {
            expr: byNode(`increase(${validator("validator_failed_proposals")}[1d])`),
            legend: "{{node}} failed",
            colour: "bad",
          },
        ],
      }),
      timeseries({
        title: "Votes that were right",
        meaning:
          "Share of the keys whose last counted vote was right and in time, by what it was for.",
        limits: below(0.98, 0.9),
        unit: "percentunit",
        series: votes.map((vote) => ({
          expr: `avg by (node) (${validator(`validator_correctly_voted_${vote}`)})`,
          legend: `{{node}} ${vote}`,
          colour,
        })),
      }),
      timeseries({
        title: "Balance",
        meaning: "Ether of all keys together.",
        bad: "falling",
        unit: "none",
        decimals: 3,
        series: [{ expr: byNode(validator("validator_balance")), legend: "{{node}}", colour }],
      }),
      timeseries({
        title: "Keys in a sync committee",
        meaning: "Keys that sign every slot, for 256 epochs, in this committee and in the next.",
        unit: "none",
        series: [
          {
            expr: byNode(validator("validator_in_sync_committee")),
            legend: "{{node}} now",
            colour,
          },
          {
            expr: byNode(validator("validator_in_next_sync_committee")),
            legend: "{{node}} next",
            colour,
          },
        ],
      }),
    ],
  };
}

function program(): Row {
  return {
    title: "Program",
    panels: [
      timeseries({
        title: "Log entries a minute",
        meaning:
          "Warnings and errors in the validator's log. The first of each kind of a process makes its series.",
        bad: "errors that go on for minutes",
        unit: "none",
        series: (
          [
            ["warning", "warning"],
            ["error", "bad"],
          ] as const
        ).map(([level, meaning]) => ({
          expr: `60 * ${byNode(rate(validator("log_entries_total", { level })))}`,
          legend: `{{node}} ${level}`,
          colour: meaning,
        })),
      }),
      timeseries({
        title: "Requests to a remote signer",
        meaning:
          "Signatures a second that a Web3Signer was asked for, and those that it did not give. 0 where the keys are here.",
        bad: "any that it did not give",
        unit: "cps",
        series: [
          {
            expr: rate(validator("remote_web3signer_sign_requests_total")),
            legend: "{{node}} asked for",
            colour,
          },
          {
            expr: rate(validator("remote_web3signer_errored_responses_total")),
            legend: "{{node}} not given",
            colour: "bad",
          },
        ],
      }),
      timeseries({
        title: "Memory",
        meaning: "Resident memory of the validator.",
        unit: "bytes",
        series: [{ expr: validator("process_resident_memory_bytes"), legend: "{{node}}", colour }],
      }),
    ],
  };
}
