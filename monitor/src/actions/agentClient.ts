import axios from "axios";
import { z } from "zod";

import { cleanText } from "../peers/text.ts";
import type { Action } from "./action.ts";

/** The agent did not do it. The message says why in plain words. */
export class AgentActionError extends Error {
  override readonly name = "AgentActionError";
}

/** Asks an agent to act. Resolves to whether the client took it. @throws {AgentActionError} when there is no such answer */
export type SendAction = (agentUrl: string, action: Action, enode: string) => Promise<boolean>;

/** Longest wait for the agent's answer, in milliseconds. */
const TIMEOUT_MS = 8000;

const done = z.object({ accepted: z.boolean() });
const failed = z.object({ error: z.string() });

/** Sends actions with the token that the agents know. Once: an action whose answer is lost is not sent again. */
export function actionSender(token: string): SendAction {
  return async (agentUrl, action, enode) => {
    const answer = await axios
      .post<unknown>(
        `${agentUrl}/v1/actions/${action}`,
        { enode },
        {
          headers: { authorization: `Bearer ${token}` },
          signal: AbortSignal.timeout(TIMEOUT_MS),
          maxContentLength: 16_384,
          maxRedirects: 0,
          proxy: false,
          validateStatus: () => true,
        },
      )
      .catch((error: unknown) => {
        const code = axios.isAxiosError(error) ? error.code : undefined;
        throw new AgentActionError(`the agent does not answer (${code ?? "no reason is known"})`);
      });
    const { status, data } = answer;
    // An agent that was not started with --allow-actions has no such path.
    if (status === 404) throw new AgentActionError("the agent does not allow actions");
    if (status === 401) throw new AgentActionError("the agent has another token");
    const result = done.safeParse(data);
    if (status === 200 && result.success) return result.data.accepted;
    const fault = failed.safeParse(data);
    const why = fault.success ? cleanText(fault.data.error) : "an answer of another kind";
    throw new AgentActionError(`the agent: status ${status}: ${why}`);
  };
}
