#ps1_sysnative
# Installs itself as a task that runs as SYSTEM at every start, since cloudbase-init
# runs user data once in an instance's life only. The parts that follow apply the
# platform's values; whatever they find done, they leave alone.
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
}
