import { request as requestHttp, type IncomingMessage, type RequestOptions } from "node:http";
import { request as requestHttps } from "node:https";

/**
 * The way of axios's requests. Node keeps the options of a connection's first request for as long as the connection is
 * kept open, and axios puts into them a function that holds on to all of that request and its answer: 80 kB a connection,
 * of which there are seven to a node. It is for redirects, which are not followed.
 */
export const leanTransport = {
  request: (
    options: RequestOptions & { beforeRedirects?: unknown },
    onAnswer: (answer: IncomingMessage) => void,
  ) => {
    const request = options.protocol === "https:" ? requestHttps : requestHttp;
    const kept = { ...options };
    delete kept.beforeRedirects;
    return request(kept, onAnswer);
  },
};
