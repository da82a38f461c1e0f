/** How Weft looks: undyed yarn and ink, and one thread of madder. */
import type { CSSVariablesResolver, MantineColorsTuple } from '@mantine/core';
import { createTheme, localStorageColorSchemeManager } from '@mantine/core';

const madder: MantineColorsTuple = [
  '#fbf0f5',
  '#f5dde8',
  '#e9bbd1',
  '#dd96b8',
  '#d0729f',
  '#bf5088',
  '#a83a72',
  '#8f2c60',
  '#752350',
  '#581a3c',
];
/** Warm greys, for both schemes. */
const yarn: MantineColorsTuple = [
  '#faf8f5',
  '#f3f0eb',
  '#e8e3dc',
  '#d9d2c8',
  '#bfb6aa',
  '#958c80',
  '#6d655b',
  '#544d45',
  '#3a3530',
  '#26221f',
];
const ink: MantineColorsTuple = [
  '#ebe6df',
  '#cfc8be',
  '#a8a096',
  '#7f776e',
  '#57504a',
  '#3d3833',
  '#2f2b27',
  '#242120',
  '#1c1a18',
  '#141211',
];

const mono = 'ui-monospace, SFMono-Regular, "SF Mono", Menlo, Consolas, "Liberation Mono", "DejaVu Sans Mono", monospace';
const sans = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Liberation Sans", Arial, sans-serif';

export const theme = createTheme({
  primaryColor: 'madder',
  primaryShade: { light: 7, dark: 6 },
  colors: { madder, gray: yarn, dark: ink },
  defaultRadius: 'sm',
  fontFamily: sans,
  fontFamilyMonospace: mono,
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '18px' },
  radius: { xs: '3px', sm: '5px', md: '8px', lg: '12px', xl: '20px' },
  cursorType: 'pointer',
  focusRing: 'auto',
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: 'xs' } },
    TextInput: { defaultProps: { size: 'sm' } },
    Tooltip: { defaultProps: { openDelay: 150, multiline: true, maw: 380 } },
    Modal: { defaultProps: { centered: true, overlayProps: { opacity: 0.5 } } },
  },
});

/** Under the key that color-scheme.js reads before the first picture. */
export const colorSchemeManager = localStorageColorSchemeManager({ key: 'weft-color-scheme' });

/** Contrasts: dimmed text at least 5 to 1 on every ground it is used on, accents at least 4.5 to 1. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#faf8f5',
    '--mantine-color-text': '#26221f',
    '--mantine-color-dimmed': '#655d54',
    '--mantine-color-placeholder': '#766d63',
    '--mantine-color-anchor': '#7d2553',
    '--mantine-color-error': '#b3261e',
    '--weft-accent': '#a83a72',
    '--weft-accent-ink': '#7d2553',
    '--weft-accent-wash': '#f7e9f0',
    '--weft-raised': '#ffffff',
    '--weft-sunken': '#f5f2ed',
    '--weft-hover': '#f8f5f1',
    '--weft-line': '#e6e0d8',
    '--weft-line-strong': '#c9c0b4',
    '--weft-good': '#1f7a44',
    '--weft-good-wash': '#e5f3ea',
    '--weft-bad': '#b3261e',
    '--weft-bad-wash': '#fbe9e7',
    '--weft-warn': '#8a5a00',
    '--weft-warn-wash': '#fbf0d9',
    '--weft-busy': '#2563a8',
    '--weft-busy-wash': '#e6eff9',
    '--weft-still': '#655d54',
    '--weft-still-wash': '#efebe5',
  },
  dark: {
    '--mantine-color-body': '#171513',
    '--mantine-color-text': '#e8e3dc',
    '--mantine-color-dimmed': '#a8a096',
    '--mantine-color-placeholder': '#978f85',
    '--mantine-color-anchor': '#e39cbf',
    '--mantine-color-error': '#f2958c',
    // Mantine's own is nearly white beside a primary colour as dark as ours.
    '--mantine-color-red-light-color': '#f2958c',
    '--weft-accent': '#d0729f',
    '--weft-accent-ink': '#e9abc9',
    '--weft-accent-wash': '#3a2230',
    '--weft-raised': '#1f1c1a',
    '--weft-sunken': '#191715',
    '--weft-hover': '#262320',
    '--weft-line': '#332f2b',
    '--weft-line-strong': '#544d46',
    '--weft-good': '#6cc894',
    '--weft-good-wash': '#1b3025',
    '--weft-bad': '#f2958c',
    '--weft-bad-wash': '#3d211f',
    '--weft-warn': '#e3b35c',
    '--weft-warn-wash': '#372b16',
    '--weft-busy': '#86b6ee',
    '--weft-busy-wash': '#1d2b3d',
    '--weft-still': '#a8a096',
    '--weft-still-wash': '#2b2825',
  },
});
