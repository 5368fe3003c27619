import styles from './changes.module.css';

const EXAMPLE = `curl -H "Authorization: Bearer $HOLDFAST_TOKEN" \\
  -H "Content-Type: application/json" \\
  -d '{"title": "Deploy of 4.1", "kind": "deploy", "service": "checkout"}' \\
  https://HOLDFAST/api/v1/changes`;

/** Nobody tells changes here: what it takes, in a call that can be copied. */
export function HowToTell() {
  return (
    <>
      <p className={styles.quiet}>Nobody reports changes here yet, so nothing is known of what changed.</p>
      <details className={styles.how}>
        <summary>How to report them</summary>
        <p className={styles.quiet}>One step of a pipeline is enough:</p>
        <pre className={styles.example} tabIndex={0} aria-label="A call that reports a change">
          {EXAMPLE}
        </pre>
        <p className={styles.quiet}>docs/changes.md has it for GitHub, GitLab, Jenkins, Terraform and Argo CD, and says how DNS records are watched.</p>
      </details>
    </>
  );
}
