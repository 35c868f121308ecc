/**
 * What a message says, in Alertmanager's templates. One message is about one node, or about what all nodes share.
 *
 * Source: https://prometheus.io/docs/alerting/latest/notifications/
 */

/** `[FIRING:1] mainnet node-0: Geth of node-0 has had no new block`, or the names where several alerts are one message. */
export const title =
  '[{{ .Status | toUpper }}{{ if eq .Status "firing" }}:{{ .Alerts.Firing | len }}{{ end }}]' +
  "{{ range .GroupLabels.Values }} {{ . }}{{ end }}: " +
  "{{ with .CommonAnnotations.summary }}{{ . }}{{ else }}" +
  "{{ range $index, $alert := .Alerts }}{{ if $index }}, {{ end }}{{ $alert.Labels.alertname }}{{ end }}" +
  "{{ end }}";

/** A line for each alert, with its runbook, as Slack writes links. */
export const slackText =
  "{{ range .Alerts }}{{ .Status }} {{ .Labels.severity }}: {{ .Annotations.summary }}" +
  "{{ with .Annotations.runbook_url }} (<{{ . }}|runbook>){{ end }}\n{{ end }}";

/** The runbook, where all alerts of the message have one. Empty otherwise. */
export const runbook = "{{ .CommonAnnotations.runbook_url }}";

/** A word of a receiver's own for the severity. An alert whose severity nobody knows is a warning. */
export const bySeverity = (word: { critical: string; warning: string; info: string }): string =>
  `{{ if eq .CommonLabels.severity "critical" }}${word.critical}` +
  `{{ else if eq .CommonLabels.severity "info" }}${word.info}` +
  `{{ else }}${word.warning}{{ end }}`;
