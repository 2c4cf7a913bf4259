from influence.networks.linkedin.adapter import LinkedIn
from influence.networks.linkedin.capabilities import COMMUNITY_SCOPES, PAGE_SCOPES, SELF_SERVE_SCOPES

__all__ = ["COMMUNITY_SCOPES", "PAGE_SCOPES", "SELF_SERVE_SCOPES", "LinkedIn"]
