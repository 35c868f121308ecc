import { z } from "zod";

import { ACTIONS } from "../actions/action.ts";
import { monitorVersion } from "../version.ts";
import {
  actionAnswerSchema,
  actionRequestSchema,
  errorSchema,
  eventsSchema,
  exportSchema,
  historySchema,
  sessionSchema,
  signInSchema,
  statusSchema,
} from "./otherSchemas.ts";
import { nodeSchema, snapshotSchema } from "./snapshotSchema.ts";

/** Every schema that the document names. The tests hold real answers against them. */
export const SCHEMAS = {
  Snapshot: snapshotSchema,
  Node: nodeSchema,
  Events: eventsSchema,
  History: historySchema,
  Session: sessionSchema,
  Export: exportSchema,
  SignIn: signInSchema,
  ActionRequest: actionRequestSchema,
  ActionAnswer: actionAnswerSchema,
  Status: statusSchema,
  Error: errorSchema,
} as const;

type SchemaName = keyof typeof SCHEMAS;

interface Parameter {
  readonly in: "query" | "path";
  readonly about: string;
  readonly type: "string" | "integer";
  readonly values?: readonly string[];
}

interface Answer {
  readonly about: string;
  /** What it is, by name, or its media type. */
  readonly is: SchemaName | `${string}/${string}` | null;
}

interface Operation {
  readonly path: string;
  readonly method: "get" | "post" | "delete";
  readonly about: string;
  readonly parameters?: Readonly<Record<string, Parameter>>;
  readonly body?: SchemaName;
  readonly answers: Readonly<Record<number, Answer>>;
  /** Whether who asks needs a role. Default: yes. */
  readonly open?: boolean;
}

const query = (about: string, type: Parameter["type"] = "string"): Parameter => ({
  in: "query",
  about,
  type,
});
const error = (about: string): Answer => ({ about, is: "Error" });
const layerParameter: Parameter = {
  ...query("only of this layer"),
  values: ["execution", "consensus"],
};
const exportParameters = {
  filter: query("in the words of the page's filter, such as client:geth dir:in"),
  node: query("only of this node"),
};

/** Everything that the server answers, but the page and its files. */
export const OPERATIONS: readonly Operation[] = [
  {
    path: "/api/peers",
    method: "get",
    about: "Everything that is known.",
    answers: { 200: { about: "the snapshot", is: "Snapshot" } },
  },
  {
    path: "/api/nodes/{name}",
    method: "get",
    about: "Everything that is known of one node.",
    parameters: { name: { in: "path", about: "of the settings", type: "string" } },
    answers: { 200: { about: "the node", is: "Node" }, 404: error("no such node") },
  },
  {
    path: "/api/events",
    method: "get",
    about: "Joins and leaves of peers, and turns of layers, as far as they are remembered.",
    parameters: {
      after: query("only those after this number", "integer"),
      node: query("only of this node"),
      layer: layerParameter,
    },
    answers: { 200: { about: "oldest first", is: "Events" }, 400: error("not a number") },
  },
  {
    path: "/api/history",
    method: "get",
    about: "Counts over time, of one node or of all.",
    parameters: {
      node: query("default: all nodes"),
      from: query("milliseconds since 1970; default: an hour before to", "integer"),
      to: query("milliseconds since 1970; default: now", "integer"),
      step: query("seconds, a multiple of 60", "integer"),
    },
    answers: {
      200: { about: "oldest first", is: "History" },
      400: error("a question that has no answer"),
      404: error("no history is kept"),
      503: error("the history cannot be read"),
    },
  },
  {
    path: "/api/stream",
    method: "get",
    about: "Server-sent events: snapshot as /api/peers, peer for one event, heartbeat.",
    answers: {
      200: { about: "the stream", is: "text/event-stream" },
      503: error("too many listen"),
    },
  },
  {
    path: "/api/export.csv",
    method: "get",
    about: "Peers that pass a filter.",
    parameters: exportParameters,
    answers: { 200: { about: "RFC 4180", is: "text/csv" }, 400: error("a filter of no meaning") },
  },
  {
    path: "/api/export.json",
    method: "get",
    about: "Peers that pass a filter.",
    parameters: exportParameters,
    answers: { 200: { about: "peers", is: "Export" }, 400: error("a filter of no meaning") },
  },
  {
    path: "/api/session",
    method: "get",
    about: "Who asks, and what they may do.",
    answers: { 200: { about: "the session", is: "Session" } },
    open: true,
  },
  {
    path: "/api/session",
    method: "post",
    about: "Signs a browser in.",
    body: "SignIn",
    answers: {
      204: { about: "a cookie", is: null },
      400: error("no token"),
      401: error("not a token"),
      404: error("no tokens are configured"),
      415: error("not JSON"),
    },
    open: true,
  },
  {
    path: "/api/session",
    method: "delete",
    about: "Signs a browser out.",
    answers: { 204: { about: "signed out", is: null } },
    open: true,
  },
  {
    path: "/api/actions/{action}",
    method: "post",
    about: "Acts on a peer, or says what it would do. For the role admin, where it is enabled.",
    parameters: { action: { in: "path", about: "what", type: "string", values: ACTIONS } },
    body: "ActionRequest",
    answers: {
      200: { about: "what became of it", is: "ActionAnswer" },
      400: error("a request of another form"),
      404: error("not enabled, or no such action or node"),
      409: error("the node has no agent"),
      415: error("not JSON"),
      429: error("too many"),
      502: error("the agent did not do it"),
    },
  },
  {
    path: "/api/openapi.json",
    method: "get",
    about: "This document.",
    answers: { 200: { about: "OpenAPI 3.1", is: "application/json" } },
    open: true,
  },
  {
    path: "/metrics",
    method: "get",
    about: "Metrics of all nodes.",
    answers: { 200: { about: "Prometheus' text format", is: "text/plain" } },
  },
  {
    path: "/probe",
    method: "get",
    about: "Metrics of one node.",
    parameters: { target: query("the node, by its name in the settings") },
    answers: {
      200: { about: "Prometheus' text format", is: "text/plain" },
      400: { about: "no target", is: "text/plain" },
      404: { about: "no such node", is: "text/plain" },
    },
  },
  {
    path: "/healthz",
    method: "get",
    about: "Whether the process answers.",
    answers: { 200: { about: "it does", is: "Status" } },
    open: true,
  },
  {
    path: "/readyz",
    method: "get",
    about: "Whether every node has been asked.",
    answers: { 200: { about: "yes", is: "Status" }, 503: { about: "not yet", is: "Status" } },
    open: true,
  },
];

const reference = (name: SchemaName) => ({ $ref: `#/components/schemas/${name}` });

const isSchema = (is: string): is is SchemaName => Object.hasOwn(SCHEMAS, is);

function contentOf({ is }: Answer) {
  if (is === null) return {};
  return isSchema(is)
    ? { content: { "application/json": { schema: reference(is) } } }
    : { content: { [is]: { schema: is === "application/json" ? {} : { type: "string" } } } };
}

const UNSIGNED: Readonly<Record<number, Answer>> = {
  401: error("a token is needed"),
  403: error("the role may not"),
};

function operationOf({ about, parameters = {}, body, answers, open = false }: Operation) {
  const all = Object.entries({ ...(open ? {} : UNSIGNED), ...answers });
  return {
    summary: about,
    parameters: Object.entries(parameters).map(([name, parameter]) => ({
      name,
      in: parameter.in,
      required: parameter.in === "path",
      description: parameter.about,
      schema: {
        type: parameter.type,
        ...(parameter.values === undefined ? {} : { enum: parameter.values }),
      },
    })),
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: { "application/json": { schema: reference(body) } },
          },
        }),
    responses: Object.fromEntries(
      all.map(([status, answer]) => [status, { description: answer.about, ...contentOf(answer) }]),
    ),
    security: open ? [] : [{ token: [] }, { session: [] }, {}],
  };
}

/** The API as OpenAPI 3.1. */
export function openApi() {
  const paths: Record<string, Record<string, ReturnType<typeof operationOf>>> = {};
  for (const operation of OPERATIONS) {
    (paths[operation.path] ??= {})[operation.method] = operationOf(operation);
  }
  const schemas = Object.entries(SCHEMAS).map(([name, schema]) => {
    // Of what comes in: fields may be added, so no schema forbids others.
    const entries = Object.entries(z.toJSONSchema(schema, { io: "input" }));
    return [name, Object.fromEntries(entries.filter(([key]) => key !== "$schema"))] as const;
  });
  return {
    openapi: "3.1.0",
    info: {
      title: "Peer monitor",
      version: monitorVersion(),
      description:
        "The peers that each Ethereum node is connected to. Fields may be added; none changes its meaning within schema 1.",
    },
    paths,
    components: {
      schemas: Object.fromEntries(schemas),
      securitySchemes: {
        token: { type: "http", scheme: "bearer" },
        session: { type: "apiKey", in: "cookie", name: "peer_monitor_session" },
      },
    },
  };
}

let text: string | null = null;

/** The document as JSON, made once. */
export const openApiText = (): string => (text ??= JSON.stringify(openApi()));
