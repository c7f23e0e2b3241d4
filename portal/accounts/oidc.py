"""Sign-in by a provider of identities (OpenID Connect), off unless OIDC_CLIENT_ID is set.

The provider says who a person is; what the person may do stays with the roles given here. Someone unknown
here gets no account by signing in there. (NĐ 224/2026 art. 29.3 asks that VNeID can be used.)
"""

import logging

from mozilla_django_oidc.auth import OIDCAuthenticationBackend

from .backends import PortalBackend
from .models import User

logger = logging.getLogger(__name__)


class ExistingAccountBackend(OIDCAuthenticationBackend):
    """Finds the account by the e-mail address that the provider has verified; makes and changes none."""

    def filter_users_by_claims(self, claims: dict) -> list[User]:
        email = claims.get("email")
        if not email or claims.get("email_verified") is not True:
            logger.warning("sign-in by provider refused: no verified e-mail", extra={"subject": claims.get("sub")})
            return []
        users = User.objects.filter(email__iexact=email, is_active=True, is_demo=False)
        return [user for user in users if PortalBackend().user_can_authenticate(user)]

    def verify_claims(self, claims: dict) -> bool:
        return bool(claims.get("email"))

    def create_user(self, claims: dict) -> None:
        return None

    def update_user(self, user: User, claims: dict) -> User:
        return user
