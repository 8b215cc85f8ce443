#ps1_sysnative
# Installs itself as a task that runs as SYSTEM at every start, since cloudbase-init
# runs user data once in an instance's life only. The task reads the configuration
# drive anew: where the platform's part on it is another, that is kept and runs, so
# that a new CA or name server comes in at the next start. The parts that follow apply
# the platform's values; whatever they find done, they leave alone.
#
# ASCII only: Windows PowerShell 5.1 reads files without a byte order mark as ANSI.
# Lines that begin with # are left out when it is packed, and so are indents: none
# may be content. Every @NAME@ is put between single quotes and holds none.
$ErrorActionPreference = 'SilentlyContinue'
$dir = Join-Path $env:ProgramData 'vmgate'
$file = Join-Path $dir 'boot.ps1'
if ($PSCommandPath -ne $file) {
  New-Item -ItemType Directory -Force $dir | Out-Null
  # Users may create files below ProgramData; what SYSTEM runs they may not touch.
  icacls $dir /inheritance:r /grant '*S-1-5-18:(OI)(CI)F' '*S-1-5-32-544:(OI)(CI)F' | Out-Null
  Copy-Item -Force $PSCommandPath $file
  schtasks /create /f /tn vmgate /sc onstart /ru SYSTEM /tr "powershell.exe -NoProfile -ExecutionPolicy Bypass -File $file" | Out-Null
} else {
  # ConfigDrive and NoCloud; at start the drive may need a while.
  for ($i = 0; $i -lt 15 -and -not ($drive = Get-Volume | Where-Object { 'config-2', 'cidata' -contains $_.FileSystemLabel }); $i++) { Start-Sleep 2 }
  foreach ($name in 'openstack\latest\user_data', 'user-data') {
    $bytes = [IO.File]::ReadAllBytes("$(@($drive)[0].DriveLetter):\$name")
    if ($bytes) { break }
  }
  $data = New-Object IO.MemoryStream(, $bytes)
  if ($bytes[0] -eq 31) { $data = New-Object IO.Compression.GZipStream($data, [IO.Compression.CompressionMode]::Decompress) }
  $text = (New-Object IO.StreamReader($data)).ReadToEnd()
  if ($text -match '(?s)name="vmgate\.ps1"\n\n(.+?)\n--=.vmgate' -and $Matches[1] -cne [IO.File]::ReadAllText($file)) {
    [IO.File]::WriteAllText($file, $Matches[1])
    & $file
    exit 0
  }
}
