FROM greenlight-agent:local
COPY missing.txt ./
