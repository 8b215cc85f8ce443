# The platform's user, and the platform's SSH CA trusted for that user alone, where
# OpenSSH is installed; where it comes later, the next start finds it.
$user = '@USER@'
$ssh = Join-Path $env:ProgramData 'ssh'
$config = Join-Path $ssh 'sshd_config'
if (Test-Path $config) {
  if (-not (Get-LocalUser $user)) {
    # Windows wants a password: one that nobody knows.
    $bytes = New-Object byte[] 32
    [Security.Cryptography.RandomNumberGenerator]::Create().GetBytes($bytes)
    $password = ConvertTo-SecureString ([Convert]::ToBase64String($bytes) + 'aA1!') -AsPlainText -Force
    New-LocalUser $user -Password $password -PasswordNeverExpires | Out-Null
    Add-LocalGroupMember -SID S-1-5-32-544 -Member $user
  }
  Set-Content (Join-Path $ssh 'vmgate.ca') '@CA@' -Encoding ascii
  Set-Content (Join-Path $ssh 'vmgate.principals') $user -Encoding ascii
  # Inside Match at the end of the file, so that settings of the owner's stay as they are.
  $mark = '# ' + 'vmgate'
  $block = @(
    $mark
    "Match User $user"
    'TrustedUserCAKeys __PROGRAMDATA__/ssh/vmgate.ca'
    'AuthorizedPrincipalsFile __PROGRAMDATA__/ssh/vmgate.principals'
    'PubkeyAuthentication yes'
    'AuthenticationMethods publickey'
    "AllowUsers $user"
    'Match all'
  )
  $ours = '^((Match User|TrustedUserCAKeys|AuthorizedPrincipalsFile|AllowUsers) |PubkeyAuthentication yes$|AuthenticationMethods publickey$|Match all$)'
  $inside = $false
  $old = @(Get-Content $config)
  $rest = @(foreach ($line in $old) {
      if ($line -ceq $mark) { $inside = $true; continue }
      if ($line -cnotmatch $ours) { $inside = $false }
      if (-not $inside) { $line }
      if ($line -ceq 'Match all') { $inside = $false }
    })
  $new = $rest + $block
  if (($new -join "`n") -cne ($old -join "`n")) {
    Copy-Item -Force $config "$config.old"
    Set-Content $config $new -Encoding ascii
    $sshd = (Get-Command sshd.exe).Source
    if (-not $sshd) { $sshd = Join-Path $env:SystemRoot 'System32\OpenSSH\sshd.exe' }
    & $sshd -t
    if ($LASTEXITCODE -ne 0) { Copy-Item -Force "$config.old" $config }
    elseif ((Get-Service sshd).Status -eq 'Running') { Restart-Service sshd }
    Remove-Item "$config.old"
  }
}
