/** http and https on one port: the first byte of a connection tells which. */
import { type RequestListener, Server } from 'node:http';
import type { Socket } from 'node:net';
import { Server as TlsServer } from 'node:tls';
import { Fault, messageOf } from '@weft/base/fault';
import type { CertificateAndKey } from './certificate.ts';

/** Whoever is silent is let go; whoever is at work is not, however long an upload of 5 GB takes. */
export interface ListenerLimits {
  /** From the connection to its first byte, and again for the TLS handshake. */
  readonly greetingMilliseconds: number;
  /** From the first byte of a request (of the first one: from the connection) to the end of its headers. */
  readonly headersMilliseconds: number;
  /** Without a byte in either direction while a request is under way. An answer that waits for something must say something meanwhile. */
  readonly silenceMilliseconds: number;
  /** Between two requests of a connection. Longer than that of usual proxies in front, so that they hang up first. */
  readonly keepAliveMilliseconds: number;
  /** For receiving a whole request: catches who sends a byte a minute for ever. */
  readonly requestMilliseconds: number;
  /** From `close` until what is still under way is cut off. */
  readonly closeMilliseconds: number;
}

const usualLimits: ListenerLimits = {
  greetingMilliseconds: 10_000,
  headersMilliseconds: 30_000,
  silenceMilliseconds: 120_000,
  keepAliveMilliseconds: 75_000,
  requestMilliseconds: 12 * 60 * 60 * 1000,
  closeMilliseconds: 8_000,
};

/** The first byte of a TLS record that opens a handshake; no HTTP method begins with it. */
const handshake = 0x16;

/**
 * An http server that also speaks TLS: requests and upgrades of both kinds come out of the one server, and `request.socket.encrypted` is set
 * on those that came by TLS. `close` stops listening, lets go of connections that ask nothing, finishes what is under way and cuts off the
 * rest after `closeMilliseconds`. Upgraded connections are cut off at once: who upgraded them says goodbye before.
 */
export class Listener extends Server {
  private readonly limits: ListenerLimits;
  private readonly tls: TlsServer;
  private readonly speakHttp: (socket: Socket) => void;
  private readonly sockets = new Set<Socket>();
  /** Connections without a request so far, which Node does not count as idle; by their ends, since a TLS socket does not tell its own. */
  private readonly unasked = new Map<string, Socket>();
  private isClosing = false;

  constructor(handle: RequestListener, certificate: CertificateAndKey, changes: Partial<ListenerLimits> = {}) {
    const limits = { ...usualLimits, ...changes };
    super({
      requestTimeout: limits.requestMilliseconds,
      headersTimeout: limits.headersMilliseconds,
      connectionsCheckingInterval: Math.ceil(limits.headersMilliseconds / 6),
    });
    this.limits = limits;
    this.timeout = limits.silenceMilliseconds;
    this.keepAliveTimeout = limits.keepAliveMilliseconds;
    // Node's own listener makes a socket an http connection. It gets each socket once its kind is known.
    const [speakHttp] = this.listeners('connection');
    if (speakHttp === undefined) throw new Error('this Node makes its http connections in another way');
    this.removeAllListeners('connection');
    this.speakHttp = (socket) => Reflect.apply(speakHttp, this, [socket]);
    this.on('connection', (socket) => this.greet(socket));
    this.tls = new TlsServer({ ...certificate, ALPNProtocols: ['http/1.1'], handshakeTimeout: limits.greetingMilliseconds });
    this.tls.on('secureConnection', (socket) => this.speakHttp(socket));
    this.tls.on('tlsClientError', (_error, socket) => socket.destroy());
    this.on('request', (request, response) => {
      this.unasked.delete(endsOf(request.socket));
      if (this.isClosing) response.setHeader('connection', 'close');
      response.once('close', () => {
        if (this.isClosing) setImmediate(() => this.closeIdleConnections());
      });
    });
    this.on('request', handle);
  }

  /** From the next connection on. */
  useCertificate({ cert, key }: CertificateAndKey): void {
    this.tls.setSecureContext({ cert, key });
  }

  override close(told?: (error?: Error) => void): this {
    if (!this.isClosing) {
      this.isClosing = true;
      const timer = setTimeout(() => {
        for (const socket of this.sockets) socket.destroy();
      }, this.limits.closeMilliseconds);
      this.once('close', () => clearTimeout(timer));
      for (const socket of this.unasked.values()) socket.destroy();
    }
    return super.close(told);
  }

  private greet(socket: Socket): void {
    const ends = endsOf(socket);
    this.sockets.add(socket);
    this.unasked.set(ends, socket);
    socket.once('close', () => {
      this.sockets.delete(socket);
      this.unasked.delete(ends);
    });
    // Until somebody else listens: a reset would end the process.
    socket.on('error', () => {});
    const leave = () => socket.destroy();
    socket.setTimeout(this.limits.greetingMilliseconds, leave).once('end', leave);
    socket.once('data', (bytes) => {
      socket.off('timeout', leave).off('end', leave).setTimeout(0);
      socket.pause();
      socket.unshift(bytes);
      if (bytes[0] === handshake) {
        // Else who hangs up in the middle of the handshake would be waited for.
        socket.allowHalfOpen = false;
        this.tls.emit('connection', socket);
        return;
      }
      this.speakHttp(socket);
      socket.resume();
    });
  }
}

/** Says in one line why a server could not listen. Faults: unavailable `port.taken`, `port.forbidden`, `address.missing`. */
export function explainListen(error: unknown, host: string, port: number): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  switch (code) {
    case 'EADDRINUSE':
      return new Fault(
        'unavailable',
        'port.taken',
        `Port ${port} of ${host} is taken by another program. Stop it, or set WEFT_PORT to another port.`,
      );
    case 'EACCES':
      return new Fault('unavailable', 'port.forbidden', `Weft may not listen on port ${port}. Set WEFT_PORT to one above 1023.`);
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new Fault(
        'unavailable',
        'address.missing',
        `This machine has no address ${host} to listen on (${messageOf(error)}). Set WEFT_HOST.`,
      );
    default:
      return error;
  }
}

function endsOf(socket: Socket): string {
  return `${socket.remoteAddress} ${socket.remotePort} ${socket.localAddress}`;
}
