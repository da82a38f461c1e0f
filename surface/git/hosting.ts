/** The addresses that git itself speaks to: clone, fetch and push of managed repositories over smart HTTP. */
import { pipeline } from 'node:stream/promises';
import { Fault } from '@weft/base/fault';
import { idSchema } from '@weft/base/id';
import { require as requirePermission } from '@weft/domain/access/model';
import { findCallerByDeployCredential } from '@weft/domain/git/deploy-credentials';
import { repositoryFolder } from '@weft/domain/git/find-repository';
import { refsOf } from '@weft/domain/git/mirror';
import type { Repository } from '@weft/domain/git/model';
import { requireSettled } from '@weft/domain/git/move-out';
import { branchesOf, noticePushes } from '@weft/domain/git/notice-pushes';
import { serveGit, usualServeLimits } from '@weft/domain/git/serve-git';
import type { Host } from '@weft/host/host';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { AnyRoute, Asked } from '../kit/route.ts';
import { Bare, route } from '../kit/route.ts';
import { getHosted } from './find-hosted.ts';

const base = '/git/:accountId/:projectId/:file';
const place = { accountId: idSchema<'account'>(), projectId: idSchema<'project'>(), file: z.string().max(300) };
const one = z.object(place);
const discovery = z.object({ ...place, query: z.object({ service: z.string().optional() }) });

type Service = 'git-upload-pack' | 'git-receive-pack';

const door = {
  protocol: 'git',
  // A clone is several requests, the first without a token, and no client of git waits and asks again.
  isUncounted: true,
  alsoKnows: findCallerByDeployCredential,
  scope: async (host: Host, input: z.infer<typeof one>) => (await getHosted(host, input)).projectId,
} as const;

/** To be served where nobody reads bodies. */
export function gitRoutes(limits = usualServeLimits): AnyRoute[] {
  const pass = async (host: Host, repository: Repository, path: string, asked: Asked) => {
    const { reply, request } = asked;
    // Whoever hangs up is no longer worked for.
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort());
    const answer = await serveGit(host, repository, { ...requestOf(request), path, signal: gone.signal }, limits);
    reply.hijack();
    reply.raw.writeHead(answer.status, answer.headers);
    try {
      await pipeline(answer.body, reply.raw);
    } catch (error) {
      // Its beginning is on its way: all that is left is to break it off.
      if (!gone.signal.aborted) host.log.warn('git.broken_off', { repositoryId: repository.id, path, error });
      reply.raw.destroy();
    }
    return new Bare(answer.status, null);
  };
  return [
    route({
      ...door,
      method: 'GET',
      path: `${base}/info/refs`,
      needs: 'repositories:read',
      input: discovery,
      answer: async (host, input, asked) => {
        const service = readService(input.query.service);
        const repository = await getHosted(host, input);
        const { accountId, projectId } = repository;
        if (service === 'git-receive-pack') requirePermission(asked.caller, 'repositories:write', { accountId, projectId });
        return pass(host, repository, 'info/refs', asked);
      },
    }),
    route({
      ...door,
      method: 'POST',
      path: `${base}/git-upload-pack`,
      needs: 'repositories:read',
      input: one,
      // Reading changes nothing.
      changes: null,
      answer: async (host, input, asked) => pass(host, await getHosted(host, input), 'git-upload-pack', asked),
    }),
    route({
      ...door,
      method: 'POST',
      path: `${base}/git-receive-pack`,
      needs: 'repositories:write',
      input: one,
      changes: { event: 'repository.pushed', read: showBranches },
      answer: async (host, input, asked) => {
        const repository = await getHosted(host, input);
        await requireSettled(host, repository);
        await noticePushes(host, repository.id);
        // Also what a client pushed that hung up before the answer.
        return pass(host, repository, 'git-receive-pack', asked).finally(() => noticePushes(host, repository.id));
      },
    }),
  ];
}

async function showBranches(host: Host, input: z.infer<typeof one>): Promise<unknown> {
  const repository = await getHosted(host, input);
  return {
    id: repository.id,
    name: repository.name,
    branches: branchesOf((await refsOf(repositoryFolder(host, repository.id))) ?? new Map()),
  };
}

function readService(text: string | undefined): Service {
  if (text === 'git-upload-pack' || text === 'git-receive-pack') return text;
  throw new Fault('invalid', 'git.service_unknown', 'Weft speaks git’s smart protocol only: clone with git 1.6.6 or newer.');
}

function requestOf(request: FastifyRequest) {
  const of = (name: string) => String(request.headers[name] ?? '').slice(0, 300);
  const protocol = of('git-protocol');
  const { search } = new URL(request.url, 'http://localhost');
  return {
    method: request.method === 'GET' ? ('GET' as const) : ('POST' as const),
    query: search.slice(1),
    ...{ contentType: of('content-type'), contentLength: of('content-length'), contentEncoding: of('content-encoding') },
    gitProtocol: /^[a-z0-9=:.-]*$/i.test(protocol) ? protocol : '',
    body: request.method === 'GET' ? null : request.raw,
  };
}
