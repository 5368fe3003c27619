import { createTheme, localStorageColorSchemeManager, type VariantColorsResolver } from '@mantine/core';

const NONE = 'transparent';
const EDGE = 'var(--hf-hairline) solid';

/** The kit's variants in our colours; `danger` is ours. */
const variantColorResolver: VariantColorsResolver = ({ variant }) => {
  if (variant === 'filled') return { background: 'var(--hf-link)', hover: 'var(--hf-link-hover)', color: 'var(--hf-on-link)', border: `${EDGE} ${NONE}` };
  if (variant === 'danger') return { background: NONE, hover: 'var(--hf-hover)', color: 'var(--hf-p0)', border: `${EDGE} var(--hf-p0)` };
  if (variant === 'default') return { background: NONE, hover: 'var(--hf-hover)', color: 'var(--hf-text)', border: `${EDGE} var(--hf-control)` };
  return { background: NONE, hover: 'var(--hf-hover)', color: 'var(--hf-link)', border: `${EDGE} ${NONE}` };
};

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
  variantColorResolver,
  components: {
    Checkbox: { defaultProps: { iconColor: 'var(--hf-on-link)' } },
  },
});

/** Dark unless a person chose otherwise on this screen. */
export const colorSchemeManager = localStorageColorSchemeManager({ key: 'holdfast-colour-scheme' });
