namespace CodeMeet.Rooms;

/// <summary>What a role may do with a document. The pages hold each other to the same (web/src/realtime/rights.ts).</summary>
internal static class RoleRights
{
    extension(Role role)
    {
        /// <summary>Holds the interview.</summary>
        public bool IsTrusted => role is Role.Host or Role.Interviewer;

        public bool MayRead(string doc) => doc switch
        {
            "code" or "board" => true,
            "notes" => role.IsTrusted,
            _ => false,
        };

        public bool MayWrite(string doc) => role.MayRead(doc) && role != Role.Observer;
    }
}
