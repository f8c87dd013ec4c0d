// The bot's one web server: health, GitHub's webhooks, Slack over HTTP, artifacts and task pages on one port.
import type { Engine } from '#ports/engine.ts';
import type { Log } from '#ports/log.ts';
import { artifactsRoute, type ResolveArtifact } from './artifacts.ts';
import { type HealthChecks, healthRoute } from './health.ts';
import { type HttpServer, startHttpServer } from './http-server.ts';
import { exactly, type Listener } from './routes.ts';
import { taskLinks } from './task-links.ts';
import { taskRoutes } from './task-routes.ts';

export type WebServerOptions = {
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
  /** Where people reach it, without a path of ours. */
  readonly publicUrl: string;
  /** Makes the addresses of task pages unguessable; another one makes every old link void. */
  readonly secret: string;
  readonly engine: Pick<Engine, 'get' | 'list' | 'history'>;
  readonly log: Log;
};

/** What else comes in by this port. */
export type WebDoors = {
  /** `POST /github/webhooks` */
  readonly githubWebhooks: Listener;
  /** `POST /slack/events`; null in Socket Mode. */
  readonly slackEvents: Listener | null;
  /** `GET /artifacts/…` */
  readonly artifact: ResolveArtifact;
  /** By name, for `GET /healthz`. */
  readonly health: HealthChecks;
};

export type WebServer = {
  /** The page of a task: good from the start, before `listen`. */
  taskUrl(id: string): string;
  /** The list of all tasks, for the operator. */
  listUrl(): string;
  /** Rejects when the port is taken, with the address in the message. */
  listen(doors: WebDoors): Promise<{ readonly url: string; readonly port: number }>;
  /** Lets running requests end, then cuts them. Safe to call twice, and before `listen`. */
  close(): Promise<void>;
};

export function webServer(options: WebServerOptions): WebServer {
  const { host, port, publicUrl, secret, engine, log } = options;
  const links = taskLinks({ publicUrl, secret });
  let running: HttpServer | undefined;
  return {
    taskUrl: links.taskUrl,
    listUrl: links.listUrl,
    async listen(doors) {
      const routes = [
        healthRoute(doors.health),
        exactly('/github/webhooks', doors.githubWebhooks),
        ...(doors.slackEvents === null ? [] : [exactly('/slack/events', doors.slackEvents)]),
        artifactsRoute(doors.artifact),
        ...taskRoutes({ engine, links }),
      ];
      running = await startHttpServer({ host, port, routes, log });
      return { url: running.url, port: running.port };
    },
    async close() {
      await running?.close();
    },
  };
}
