# The platform's name servers on every adapter that is up, and its search domains.
# At start the adapters may need a while: up to a minute.
for ($i = 0; $i -lt 30 -and -not (Get-NetAdapter -Physical | Where-Object Status -eq 'Up'); $i++) { Start-Sleep 2 }
Get-NetAdapter -Physical | Where-Object Status -eq 'Up' | Set-DnsClientServerAddress -ServerAddresses ('@SERVERS@' -split ' ')
Set-DnsClientGlobalSetting -SuffixSearchList @('@SEARCH@' -split ' ' | Where-Object { $_ })
