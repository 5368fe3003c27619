import { Component, type ReactNode } from 'react';
import { ErrorState } from './EmptyState.tsx';

/** A part that failed tries again after this long: nobody may be there to click on a wall. */
const RELOAD_MS = 60_000;

export interface ErrorBoundaryProps {
  /** The part's name in a sentence: "The chart", "The tile of Checkout API". */
  readonly what: string;
  readonly children: ReactNode;
}

interface ErrorBoundaryState {
  readonly message: string | null;
}

/** Keeps a failure inside its part: says what failed, and draws the part again after a minute or on demand. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, ErrorBoundaryState> {
  override state: ErrorBoundaryState = { message: null };
  #timer: ReturnType<typeof setTimeout> | undefined;

  static getDerivedStateFromError(error: unknown): ErrorBoundaryState {
    return { message: error instanceof Error ? error.message : String(error) };
  }

  override componentDidCatch(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#reset, RELOAD_MS);
  }

  override componentWillUnmount(): void {
    clearTimeout(this.#timer);
  }

  #reset = (): void => {
    clearTimeout(this.#timer);
    this.setState({ message: null });
  };

  override render(): ReactNode {
    const { message } = this.state;
    if (message === null) return this.props.children;
    return <ErrorState title={`${this.props.what} failed and will be drawn again within a minute`} message={message} onRetry={this.#reset} />;
  }
}
