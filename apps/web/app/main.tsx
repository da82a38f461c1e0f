/** Starts the web: styles, the router, and the queries' cache. */
import './mantine.css';
import './app.css';
import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { newAddress } from './old-addresses.ts';
import { queries } from './queries.ts';
import { router } from './router.tsx';
import { colorSchemeManager, cssVariables, theme } from './theme.ts';

const { pathname, search, hash } = window.location;
const moved = newAddress(pathname, decodeURIComponent(hash));
if (moved !== null) window.history.replaceState(null, '', moved.includes('?') ? moved : `${moved}${search}`);

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root.');
createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto" colorSchemeManager={colorSchemeManager}>
      <QueryClientProvider client={queries}>
        <Notifications position="bottom-right" limit={4} />
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
