import { SharedCursor } from '../../../ui/charts/cursor.ts';
import { useReview } from '../review-context.ts';
import { Cause } from './Cause.tsx';
import { Factors } from './Factors.tsx';
import { Tree } from './Tree.tsx';
import styles from './why.module.css';

/** Why it happened: the tree of questions, what else contributed, and the cause that comes out of it. */
export function WhyView() {
  const { cursor } = useReview();
  return (
    <SharedCursor value={cursor}>
      <div className={styles.view}>
        <div className={styles.column}>
          <Tree />
          <Factors />
        </div>
        <Cause />
      </div>
    </SharedCursor>
  );
}
