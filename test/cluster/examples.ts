/** The policy that README shows, as text. @throws where it shows none */
export function policyIn(readme: string): string {
  const [, policy] = /^```yaml\n(apiVersion: vmgate[^]*?)^```/m.exec(readme) ?? [];
  if (policy === undefined) throw new Error("README shows no policy");
  return policy;
}
