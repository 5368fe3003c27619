import { createTheme, localStorageColorSchemeManager } from '@mantine/core';

/**
 * What the kit must know of our look in script. Colours, sizes and spacing are CSS variables in `theme.css`, which overrides the
 * kit's static variables: no style element is made at run time, because the page's content policy refuses it.
 */
export const theme = createTheme({
  fontFamily: 'var(--hf-font)',
  fontFamilyMonospace: 'var(--hf-mono)',
  defaultRadius: 'md',
  respectReducedMotion: true,
  cursorType: 'pointer',
  focusRing: 'auto',
  components: {
    Button: { defaultProps: { size: 'sm' } },
  },
});

/** Dark unless a person chose otherwise on this screen. */
export const colorSchemeManager = localStorageColorSchemeManager({ key: 'holdfast-colour-scheme' });
