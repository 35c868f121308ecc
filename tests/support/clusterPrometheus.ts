import { getJson, servicePath } from "./clusterApi.ts";
import { monitoring } from "./clusterStack.ts";

type Labels = Readonly<Record<string, string>>;

/** A series with its value at one time. */
export interface Sample {
  readonly metric: Labels;
  /** Unix time in seconds, and the value as text. */
  readonly value: readonly [number, string];
}

/** A series over time. */
export interface Series {
  readonly metric: Labels;
  readonly values: readonly (readonly [number, string])[];
}

/** A target that Prometheus scrapes. */
export interface Target {
  readonly labels: Labels;
  readonly health: "up" | "down" | "unknown";
  readonly lastError: string;
}

async function ask<T>(path: string, query: Record<string, string>): Promise<T> {
  const base = servicePath(monitoring, "prometheus", 9090);
  const answer = await getJson<{ status: string; data: T }>(
    `${base}/api/v1/${path}?${new URLSearchParams(query).toString()}`,
  );
  return answer.data;
}

/** The series that an expression has now. */
export async function query(expression: string): Promise<Sample[]> {
  return (await ask<{ result: Sample[] }>("query", { query: expression })).result;
}

/** The series of an expression from one time to another, a value every `step` seconds. */
export async function queryRange(
  expression: string,
  from: number,
  to: number,
  step = 1,
): Promise<Series[]> {
  const range = { start: String(from), end: String(to), step: String(step) };
  return (await ask<{ result: Series[] }>("query_range", { query: expression, ...range })).result;
}

/** Everything that Prometheus scrapes. */
export async function targets(): Promise<Target[]> {
  return (await ask<{ activeTargets: Target[] }>("targets", { state: "active" })).activeTargets;
}

/** An alert that is pending or fires. */
export interface Alert {
  readonly labels: Labels;
  readonly state: "pending" | "firing";
}

/** The alerts that there are now. */
export async function alerts(): Promise<Alert[]> {
  return (await ask<{ alerts: Alert[] }>("alerts", {})).alerts;
}
