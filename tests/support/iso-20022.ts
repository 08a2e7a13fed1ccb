import { parseXml, type XmlElement } from '@/modules/payments'

/*
 * The order of elements in the messages of ISO 20022 that the portal writes, for the elements it uses: the published
 * schemas are not beside the project, so this is the structure as its message definitions give it, not an XSD.
 * `?` may be missing, `+` and `*` may repeat. A text stands where an element has no sequence of its own.
 */
const CAMT_053_02: Record<string, string> = {
  Document: 'BkToCstmrStmt',
  BkToCstmrStmt: 'GrpHdr Stmt+',
  GrpHdr: 'MsgId CreDtTm MsgRcpt? MsgPgntn? AddtlInf?',
  Stmt: 'Id ElctrncSeqNb? LglSeqNb? CreDtTm FrToDt? CpyDplctInd? RptgSrc? Acct RltdAcct? Intrst* Bal+ TxsSummry? Ntry* AddtlStmtInf?',
  Acct: 'Id Tp? Ccy? Nm? Ownr? Svcr?',
  Bal: 'Tp CdtLine? Amt CdtDbtInd Dt Avlbty*',
  Tp: 'CdOrPrtry SubTp?',
  Ntry: 'NtryRef? Amt CdtDbtInd RvslInd? Sts BookgDt? ValDt? AcctSvcrRef? Avlbty* BkTxCd ComssnWvrInd? AddtlInfInd? AmtDtls? Chrgs* TechInptChanl? Intrst* NtryDtls* AddtlNtryInf?',
  BkTxCd: 'Domn? Prtry?',
  Domn: 'Cd Fmly',
  Fmly: 'Cd SubFmlyCd',
  NtryDtls: 'Btch? TxDtls*',
  TxDtls:
    'Refs? AmtDtls? Avlbty* BkTxCd? Chrgs* Intrst* RltdPties? RltdAgts? Purp? RltdRmtInf* RmtInf? RltdDts? RltdPric? RltdQties* FinInstrmId? Tax? RtrInf? CorpActn? SfkpgAcct? AddtlTxInf?',
  RmtInf: 'Ustrd* Strd*',
}
const PAIN_001_09: Record<string, string> = {
  Document: 'CstmrCdtTrfInitn',
  CstmrCdtTrfInitn: 'GrpHdr PmtInf+ SplmtryData*',
  GrpHdr: 'MsgId CreDtTm Authstn* NbOfTxs CtrlSum? InitgPty FwdgAgt? InitnSrc?',
  PmtInf:
    'PmtInfId PmtMtd BtchBookg? NbOfTxs? CtrlSum? PmtTpInf? ReqdExctnDt PoolgAdjstmntDt? Dbtr DbtrAcct DbtrAgt DbtrAgtAcct? InstrForDbtrAgt? UltmtDbtr? ChrgBr? ChrgsAcct? ChrgsAcctAgt? CdtTrfTxInf+',
  PmtTpInf: 'InstrPrty? SvcLvl* LclInstrm? CtgyPurp?',
  CdtTrfTxInf:
    'PmtId PmtTpInf? Amt XchgRateInf? ChrgBr? ChqInstr? UltmtDbtr? IntrmyAgt1? IntrmyAgt1Acct? IntrmyAgt2? IntrmyAgt2Acct? IntrmyAgt3? IntrmyAgt3Acct? CdtrAgt? CdtrAgtAcct? Cdtr? CdtrAcct? UltmtCdtr? InstrForCdtrAgt* InstrForDbtrAgt? Purp? RgltryRptg* Tax? RltdRmtInf* RmtInf? SplmtryData*',
  PmtId: 'InstrId? EndToEndId UETR?',
  RmtInf: 'Ustrd* Strd*',
}
const STRUCTURES = {
  'urn:iso:std:iso:20022:tech:xsd:camt.053.001.02': CAMT_053_02,
  'urn:iso:std:iso:20022:tech:xsd:pain.001.001.09': PAIN_001_09,
}

const departuresIn = (element: XmlElement, structure: Record<string, string>, at: string): string[] => {
  const sequence = structure[element.name]
  const names = element.children.map(({ name }) => `${name} `).join('')
  const pattern = sequence
    ?.split(' ')
    .map((part) => {
      const [, name, many = ''] = /^(\w+)([?+*]?)$/.exec(part) ?? []
      return `(${name} )${many}`
    })
    .join('')
  const own = pattern && !new RegExp(`^${pattern}$`).test(names) ? [`${at}: ${names}`] : []
  return [
    ...own,
    ...element.children.flatMap((child) => departuresIn(child, structure, `${at}/${child.name}`)),
  ]
}

/** Where a message departs from the order and presence of elements of its definition; none when it does not. */
export const departuresOf = (source: string): string[] => {
  const root = parseXml(source)
  const structure = STRUCTURES[root.namespace as keyof typeof STRUCTURES]
  return structure ? departuresIn(root, structure, root.name) : [`unknown namespace ${root.namespace}`]
}
