/** Builds the web into `dist`, which the server serves; while developing, hands the API's addresses to a Weft that runs beside it. */
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const weft = 'http://127.0.0.1:8580';

export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  plugins: [react()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    // Icons and small chunks that several pages use would each be a request of their own.
    chunkSizeWarningLimit: 600,
  },
  server: { port: 8581, proxy: { '/api': weft, '/healthz': weft, '/docs/api/openapi.json': weft } },
});
