FROM greenlight-agent:local
RUNN x
